import assert from "node:assert/strict";
import { retried } from "../../sdk/pulumi/stackState";

describe("the state of a stack that the engine is writing", () => {
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

  it("is an error when it cannot be read at all, the last one", async () => {
    let asked = 0;
    const read = () => Promise.reject(new Error(`no answer ${++asked}`));
    await assert.rejects(retried(read, [0, 0]), /^Error: no answer 3$/);
  });
});
