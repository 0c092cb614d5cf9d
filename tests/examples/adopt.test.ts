import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { LocalFastly } from "../../local/index";
import { copyExample, EXAMPLE_ENV } from "../support/example";
import { fastlyBinary, fastlyCli } from "../support/fastlyCli";
import { removeProjects } from "../support/project";
import { stackIn } from "../support/stack";

describe("examples/adopt", () => {
  after(removeProjects);

  it("adopts a service that the Fastly CLI has made, with everything in it", async function () {
    if (fastlyBinary() === undefined) {
      console.log("      skipped: the Fastly CLI is not installed for this platform (npm package @fastly/cli)");
      this.skip();
    }
    const directory = copyExample("adopt");
    const app = join(directory, "app");
    const fastly = await LocalFastly.start({ edge: false });
    try {
      const id = await publish(app, fastly);
      const before = fastly.deployed(id);
      const stack = await stackIn(directory, { project: "adopt", fastly, env: EXAMPLE_ENV });
      const kept =
        /^ {4}domains: .*\n(?: {4}\w+: .*\n)*/m.exec(readFileSync(join(directory, "index.ts"), "utf8"))?.[0] ?? "";

      edit(join(directory, "index.ts"), kept, "");
      const refused = await stack.preview();
      assert.equal(refused.ok, false);
      for (const line of kept
        .trimEnd()
        .split("\n")
        .filter((each) => !each.includes("generatedDomain"))) {
        assert.ok(refused.errors.join("\n").includes(line.trim()), `${line} is not in ${refused.errors}`);
      }
      edit(join(directory, "index.ts"), '    existingService: "adopt",\n', `    existingService: "adopt",\n${kept}`);

      const { errors, outputs } = await stack.up();
      assert.deepEqual(errors, []);
      assert.equal(outputs.serviceId, id);
      assert.equal(fastly.services().length, 1);
      const { domains, backends, dictionaries } = fastly.deployed(id);
      assert.deepEqual(domains, before.domains);
      assert.deepEqual(Object.keys(backends).sort(), ["api", "legacy"]);
      assert.deepEqual(dictionaries, before.dictionaries);
      assert.deepEqual(Object.keys((await stack.up()).changes), ["same"]);
    } finally {
      await fastly.stop();
    }
  });
});

/** The work of somebody with the Fastly CLI: deployed the project, and later added a backend by hand. */
async function publish(app: string, fastly: LocalFastly): Promise<string> {
  const cli = fastlyCli(fastly);
  const manifest = join(app, "fastly.toml");
  writeFileSync(manifest, readFileSync(manifest, "utf8").replace(/^service_id.*\n/m, ""));
  await cli(["compute", "pack", "--wasm-binary", "bin/main.wasm"], { cwd: app });
  await cli(["compute", "deploy", "-i", "--status-check-off", "--domain", "www.example.com"], { cwd: app });
  const [, id = ""] = /^\s*service_id = "(\w+)"$/m.exec(readFileSync(manifest, "utf8")) ?? [];
  const service = ["--service-id", id];
  const backend = ["--name", "legacy", "--address", "legacy.example.com", "--port", "8080"];
  await cli(["service", "backend", "create", ...service, "--version", "active", "--autoclone", ...backend]);
  await cli(["service", "version", "activate", ...service, "--version", "latest"]);
  return id;
}

function edit(file: string, from: string, to: string): void {
  const text = readFileSync(file, "utf8");
  assert.ok(text.includes(from), `${file} does not contain ${from}`);
  writeFileSync(file, text.replace(from, to));
}
