import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { LocalFastly } from "../../local/index";
import { ComputeService } from "../../sdk";
import { localStack } from "../support/engines";
import { fastlyBinary, fastlyCli } from "../support/fastlyCli";
import { makeProject, removeProjects, TINY_WASM } from "../support/project";

const BASE = `manifest_version = 3
name = "shop"
language = "other"

[scripts]
build = "mkdir -p bin && cp base.wasm bin/main.wasm"

[setup.backends.api]
address = "api.example.com"

[setup.config_stores.flags.items.mode]
value = "base"
`;

/** The contents of an environment's file, by what they show. */
const ENVIRONMENTS = {
  "a name and a section of [setup], which replaces the base's": `manifest_version = 3
name = "shop-on-stage"

[setup.backends.staging]
address = "stage.example.com"
port = 80
`,
  "a script, while all else is inherited": `manifest_version = 3
name = "shop-on-stage"

[scripts]
build = "mkdir -p bin && cp stage.wasm bin/main.wasm"
`,
};

/** `service_id` is left out on purpose: the CLI inherits it too, and deploys staging to production's service. */
describe("the component and `fastly compute publish --env` read the same from an environment's file with", function () {
  this.timeout(120_000);
  before(function () {
    if (fastlyBinary() === undefined) {
      console.log("    skipped: the Fastly CLI is not installed for this platform (npm package @fastly/cli)");
      this.skip();
    }
  });
  after(removeProjects);

  for (const [title, stage, base] of [
    ...Object.entries(ENVIRONMENTS).map(([title, stage]) => [title, stage, { "fastly.toml": BASE }] as const),
    ["alone, where there is no fastly.toml", BASE.replace('"shop"', '"shop-on-stage"'), {}] as const,
  ]) {
    it(title, async () => {
      const files = {
        ...base,
        "fastly.stage.toml": stage,
        "base.wasm": TINY_WASM,
        "stage.wasm": Buffer.concat([TINY_WASM, Buffer.from([0, 1, 0])]),
      };
      const theirs = await deployed(files, async (fastly, cwd) => {
        await fastlyCli(fastly)(["compute", "publish", "-i", "--status-check-off", "--env", "stage"], { cwd });
      });
      const ours = await deployed(files, async (fastly, directory) => {
        const program = async () => {
          new ComputeService("edge", { directory, environment: "stage" });
        };
        const { errors } = await localStack({ program, fastly }).up();
        assert.deepEqual(errors, []);
      });
      assert.deepEqual(ours, theirs);
    });
  }

  /** The result of deploying these files: the service with the environment's name, and its package. */
  async function deployed(
    files: Parameters<typeof makeProject>[0],
    deploy: (fastly: LocalFastly, directory: string) => Promise<void>,
  ) {
    const directory = makeProject(files);
    const fastly = await LocalFastly.start({ edge: false });
    try {
      await deploy(fastly, directory);
      const { backends, links } = fastly.deployed("shop-on-stage");
      const contents = Object.entries(fastly.stores()).map(([kind, stores]) => [kind, Object.values(stores)]);
      return {
        backends: Object.values(backends).map(({ name, address, port, use_ssl, ssl_cert_hostname, override_host }) => ({
          ...{ name, address, port, use_ssl, ssl_cert_hostname, override_host },
        })),
        links: Object.keys(links).sort(),
        contents,
        built: readFileSync(join(directory, "bin/main.wasm")).toString("hex"),
      };
    } finally {
      await fastly.stop();
    }
  }
});
