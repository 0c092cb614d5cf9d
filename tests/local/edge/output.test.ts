import assert from "node:assert/strict";
import { listeningPort, readOutput } from "../../../local/edge/output";

const at = "2026-11-21T06:20:07.667916Z";

describe("the runtime's output on the local edge", () => {
  const cases: [line: string, shown: string | undefined][] = [
    ['access :: {"method":"GET"}', 'access: {"method":"GET"}'],
    ["printed by the program", "printed by the program"],
    ["", undefined],
    [`${at}  INFO Listening on http://127.0.0.1:34141`, undefined],
    [
      `${at} ERROR request{id=3}: TLS certificate validation failed: expired`,
      "TLS certificate validation failed: expired",
    ],
    [`${at}  WARN failed to load ssl certificate`, "failed to load ssl certificate"],
    [
      `${at} ERROR request{id=0}: WebAssembly trapped: wasm trap: unreachable`,
      "the program ended with an error while it handled a request: wasm trap: unreachable",
    ],
    [
      `${at} ERROR request{id=0}: WebAssembly exited with an error`,
      "the program ended with an error while it handled a request: failed",
    ],
    [`${at} ERROR There was an error handling the request wasm trap`, undefined],
  ];
  for (const [line, shown] of cases) {
    it(`${shown === undefined ? "omits" : "shows"} ${JSON.stringify(line)}`, () => {
      assert.equal(readOutput(line)?.text, shown);
    });
  }

  it("includes the listening port", () => {
    assert.equal(listeningPort(`${at}  INFO Listening on http://127.0.0.1:34141`), 34141);
    assert.equal(listeningPort("Listening on http://0.0.0.0:34141"), undefined);
  });
});
