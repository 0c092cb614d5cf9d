import assert from "node:assert/strict";
import { untilCutOff } from "../../../local/engine/programOutput";

describe("what a program prints", () => {
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

  it("is shown until its SDK says that nobody takes its messages any more", () => {
    assert.deepEqual(
      shown(() => true, ["mine", ...UNDELIVERED, "    at stack"]),
      ["mine"],
    );
  });

  it("is all shown while the deployment goes on", () => {
    assert.deepEqual(
      shown(() => false, ["mine", ...UNDELIVERED]),
      ["mine", ...UNDELIVERED],
    );
  });
});
