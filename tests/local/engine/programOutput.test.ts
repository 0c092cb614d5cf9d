import assert from "node:assert/strict";
import { untilCutOff } from "../../../local/engine/programOutput";

describe("the output of a program", () => {
  const UNDELIVERED = [
    "failed to deliver log message. ",
    "error: Error: Channel has been shut down ",
    "original message: > build",
  ];

  function shown(hasStopped: () => boolean, lines: string[]): string[] {
    const seen: string[] = [];
    lines.forEach(untilCutOff(hasStopped, (line) => seen.push(line)));
    return seen;
  }

  it("appears until its SDK reports that nobody reads its messages any more", () => {
    assert.deepEqual(
      shown(() => true, ["mine", ...UNDELIVERED, "    at stack"]),
      ["mine"],
    );
  });

  it("appears completely while the deployment runs", () => {
    assert.deepEqual(
      shown(() => false, ["mine", ...UNDELIVERED]),
      ["mine", ...UNDELIVERED],
    );
  });
});
