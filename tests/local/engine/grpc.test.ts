import assert from "node:assert/strict";
import { serve } from "../../../local/engine/grpc";

describe("the engine's server", () => {
  // The system chooses ports at random from about 28,000. Among so many servers, one port would come again.
  it("never reuses a port of the process, because old clients may still exist", async () => {
    const addresses = new Set<string>();
    for (let index = 0; index < 1500; index++) {
      const { address, stop } = await serve([]);
      stop();
      assert.ok(!addresses.has(address), address);
      addresses.add(address);
    }
  });
});
