import assert from "node:assert/strict";
import { closeAll } from "../../local/closeAll";

describe("closing several things", () => {
  it("goes on after a failure, in order, and throws the first one", async () => {
    const closed: string[] = [];
    const close = (name: string) => async () => void closed.push(name);
    const fail = (message: string) => () => {
      throw new Error(message);
    };
    const closing = [close("loop"), fail("port in use"), close("front"), async () => fail("no api")(), close("screen")];
    await assert.rejects(closeAll(closing), /^Error: port in use$/);
    assert.deepEqual(closed, ["loop", "front", "screen"]);
  });

  it("is done when all are closed", async () => {
    await closeAll([() => {}, async () => {}]);
  });
});
