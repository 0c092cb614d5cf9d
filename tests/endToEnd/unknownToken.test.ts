import assert from "node:assert/strict";
import * as fastly from "@pulumi/fastly";
import { ComputeService } from "../../sdk";
import { stackOfEachTest } from "../support/suite";

describe("a token that is an output of a resource", function () {
  this.timeout(60_000);
  const test = stackOfEachTest();

  it("does not stop a preview before that resource exists", async () => {
    test.define((directory) => {
      const token = new fastly.Configstore("token", { name: "token" });
      const apiKey = token.id.apply(() => test.fastly.token);
      const provider = new fastly.Provider("own", { apiKey, baseUrl: test.fastly.url });
      new ComputeService("edge", { directory, kvStores: { carts: {} } }, { providers: { fastly: provider } });
    });
    const { changes } = await test.succeed("preview");
    assert.deepEqual(changes, { create: 9 });
    await test.succeed();
    await test.assertUnchanged();
  });
});
