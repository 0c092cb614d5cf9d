import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { LocalFastly } from "../../../local/api";
import { embeddedStack } from "../../../local/engine";
import { fastlyProvider } from "../../../local/provider";
import { jsonClient } from "../api/helpers";

class Registered extends pulumi.CustomResource {}

describe("an imported resource", () => {
  // Seen on the real engine with 12.5.1.
  it("has the inputs that the provider read in its state, not those of the program", async () => {
    const [api, directory] = [await LocalFastly.start({ edge: false }), await mkdtemp(join(tmpdir(), "imported-"))];
    try {
      const { body } = await jsonClient(api)("POST /resources/stores/kv", { name: "kv" });
      const options = { import: body.id, version: "12.5.1" };
      const stack = embeddedStack({
        program: async () => void new Registered("fastly:index/kvstore:Kvstore", "kv", { name: "kv" }, options),
        project: "test",
        stack: "dev",
        config: { "fastly:baseUrl": api.url },
        secretConfig: { "fastly:apiKey": api.token },
        stateFile: join(directory, "state.json"),
        providers: { fastly: (version) => fastlyProvider({ version, env: {} }) },
      });
      assert.deepEqual((await stack.up()).changes, { create: 1, import: 1 });
      const kv = (await stack.exportState()).resources.find(({ type }) => type.includes("kvstore"));
      assert.deepEqual(kv?.inputs, { __defaults: [], forceDestroy: null, name: "kv" });
      assert.deepEqual((await stack.up()).changes, { same: 2 });
    } finally {
      await api.stop();
      await rm(directory, { recursive: true, force: true });
    }
  });
});
