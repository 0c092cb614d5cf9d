import assert from "node:assert/strict";
import { join } from "node:path";
import * as fastly from "@pulumi/fastly";
import * as pulumi from "@pulumi/pulumi";
import { LocalFastly } from "../../local/index";
import { ComputeService } from "../../sdk";
import { localStack } from "../support/engines";
import { makeProject, removeProjects, TINY_WASM } from "../support/project";
import { stackOfEachTest } from "../support/suite";

describe("destroy", function () {
  this.timeout(60_000);
  after(removeProjects);

  it("changes nothing with an expired token in the state, until an up stores another token", async () => {
    const directory = makeProject({
      "fastly.toml": 'manifest_version = 3\nname = "shop"\nlanguage = "other"\n',
      "bin/main.wasm": TINY_WASM,
    });
    let api = await LocalFastly.start({ edge: false, token: "FIRST-0001" });
    const url = api.url;
    const stackWith = (token: string) =>
      localStack({
        program: async () => {
          const provider = new fastly.Provider("own", { apiKey: pulumi.secret(token), baseUrl: url });
          const dictionaries = { settings: { items: { region: "eu" } } };
          new ComputeService("edge", { directory, dictionaries }, { providers: [provider] });
        },
        fastly: { url, token },
        stateDirectory: join(directory, ".state"),
      });
    try {
      assert.deepEqual((await stackWith("FIRST-0001").up()).errors, []);
      const before = api.state();
      await api.stop();
      api = await LocalFastly.start({
        edge: false,
        port: Number(new URL(url).port),
        token: "SECOND-0002",
        state: before,
      });

      const refused = await stackWith("SECOND-0002").destroy();
      assert.equal(refused.ok, false);
      assert.match(refused.errors.join("\n"), /401 - Unauthorized/);
      assert.deepEqual(api.state(), before);

      assert.deepEqual((await stackWith("SECOND-0002").up()).errors, []);
      assert.deepEqual(api.state(), before);
      assert.deepEqual((await stackWith("SECOND-0002").destroy()).errors, []);
      assert.deepEqual(api.services(), []);
    } finally {
      await api.stop();
    }
  });

  describe("of one service", () => {
    const test = stackOfEachTest();

    it("changes nothing at Fastly with retainOnDelete, and empties the state", async () => {
      const args = {
        dictionaries: { settings: { items: { region: "eu" } } },
        configStores: { cfg: { items: { key: "1" } } },
        kvStores: { data: { items: { key: "1" } } },
        secretStores: { keys: { entries: { TOKEN: "s3cr3t" } } },
      };
      test.declare(args, { retainOnDelete: true });
      await test.succeed();
      const before = test.fastly.state();
      test.writes();
      await test.succeed("destroy");
      assert.deepEqual(test.writes(), []);
      assert.deepEqual(test.fastly.state(), before);
      assert.deepEqual((await test.succeed("destroy")).changes, {});
    });
  });
});
