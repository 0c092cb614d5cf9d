import assert from "node:assert/strict";
import { retried } from "../../sdk/pulumi/stackState";

describe("the state of a stack during a write of the engine", () => {
  for (const failures of [0, 1, 2]) {
    it(`is read after ${failures} failures`, async () => {
      let asked = 0;
      const read = async () => {
        asked += 1;
        if (asked <= failures) {
          throw new Error("failed to load checkpoint: EOF");
        }
        return "state";
      };
      assert.equal(await retried(read, [0, 0]), "state");
      assert.equal(asked, failures + 1);
    });
  }

  it("causes the last error when it is never readable", async () => {
    let asked = 0;
    const read = () => Promise.reject(new Error(`no answer ${++asked}`));
    await assert.rejects(retried(read, [0, 0]), /^Error: no answer 3$/);
  });
});
