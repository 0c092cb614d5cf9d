import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { detectPulumi, LocalFastly } from "../../local/index";
import { installedPackage } from "./packed";

const ROOT = resolve(__dirname, "../..");

describe("the package in the real Pulumi", function () {
  this.timeout(300_000);
  let directory = "";

  before(async function () {
    if (spawnSync("pulumi", ["version"]).status !== 0) {
      console.log("      skipped: pulumi is not on PATH");
      this.skip();
    }
    directory = join(await installedPackage(), "yaml");
    cpSync(join(ROOT, "examples/yaml"), directory, { recursive: true, filter: (path) => !/node_modules$/.test(path) });
    mkdirSync(join(directory, ".backend"));
    symlinkSync("../node_modules", join(directory, "node_modules"));
  });

  async function pulumi(...args: string[]): Promise<string> {
    const { stdout } = await promisify(execFile)("pulumi", [...args, "--non-interactive"], {
      cwd: directory,
      maxBuffer: 64 * 1024 * 1024,
      env: {
        ...process.env,
        PULUMI_BACKEND_URL: pathToFileURL(join(directory, ".backend")).href,
        PULUMI_CONFIG_PASSPHRASE: "",
        PULUMI_SKIP_UPDATE_CHECK: "true",
      },
    });
    return stdout;
  }

  it("shows its schema", async () => {
    const shown = JSON.parse(await pulumi("package", "get-schema", "./node_modules/pulumi-fastly-compute"));
    const schema = JSON.parse(readFileSync(join(ROOT, "schema.json"), "utf8"));
    const { version } = require(join(ROOT, "package.json"));
    assert.deepEqual([shown.name, shown.version], [schema.name, version]);
    assert.deepEqual(shown.resources, schema.resources);
    assert.deepEqual(Object.keys(shown.types).sort(), Object.keys(schema.types).sort());
  });

  it("deploys examples/yaml", async function () {
    if (!detectPulumi()) {
      console.log("      skipped: pulumi-resource-fastly is not on PATH");
      this.skip();
    }
    const fastly = await LocalFastly.start({ edge: false });
    try {
      await pulumi("stack", "init", "dev");
      await pulumi("config", "set", "fastly:baseUrl", fastly.url);
      await pulumi("config", "set", "--secret", "fastly:apiKey", fastly.token);
      await pulumi("up", "--yes", "--skip-preview");
      const outputs = JSON.parse(await pulumi("stack", "output", "--json"));
      const { id, backends } = fastly.deployed("edge-from-yaml");
      assert.equal(outputs.serviceId, id);
      assert.equal(backends.origin?.address, "http-me.fastly.dev");
      assert.equal(
        readFileSync(join(directory, "app/fastly.toml"), "utf8").includes(`service_id = "${id}"`),
        true,
        "the directory is relative to the program",
      );
      await pulumi("destroy", "--yes");
      assert.deepEqual(fastly.services(), []);
    } finally {
      await fastly.stop();
    }
  });
});
