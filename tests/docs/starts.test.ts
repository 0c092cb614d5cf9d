import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { LocalFastly, localStack } from "../../local/index";
import { fastlyBinary, fastlyCli } from "../support/fastlyCli";
import { makeProject, removeProjects, TINY_WASM } from "../support/project";
import { blocksOf } from "./blocks";
import { evaluate, makeArtefact } from "./runs";

/** Does what each start page promises, in an empty directory. */
describe("the quick starts of the documents", function () {
  this.timeout(120_000);
  let fastly: LocalFastly;
  let directory: string;
  let stateDirectory: string;
  const cwd = process.cwd();

  beforeEach(async () => {
    fastly = await LocalFastly.start({ edge: false });
    directory = makeProject({});
    stateDirectory = makeProject({});
    process.chdir(directory);
  });
  afterEach(async () => {
    process.chdir(cwd);
    await fastly.stop();
    removeProjects();
  });

  const write = (file: string, text: string | Uint8Array) => {
    mkdirSync(dirname(join(directory, file)), { recursive: true });
    writeFileSync(join(directory, file), text);
  };
  const read = (file: string) => readFileSync(join(directory, file), "utf8");
  const app = (folder: string, manifest: string) => {
    write(`${folder}/fastly.toml`, `manifest_version = 3\nlanguage = "other"\n${manifest}`);
    write(`${folder}/bin/main.wasm`, TINY_WASM);
  };
  const stackOf = (page: string, nth = 0, change = (text: string) => text) => {
    const blocks = blocksOf(`docs/guide/${page}.md`).filter(({ language }) => language === "ts");
    const text = change(blocks[nth]?.text ?? assert.fail(`${page} has no such block`));
    const program = () => evaluate(text, directory);
    return localStack({ program, project: "shop", stack: "prod", stateDirectory, fastly });
  };

  it("turn a new project into a service, whose id is in the stack's file", async () => {
    app("app", 'name = "shop"\n');
    const stack = stackOf("new-project");
    const { errors, outputs } = await stack.up();
    assert.deepEqual(errors, []);
    assert.match(String(outputs.url), /edgecompute\.app/);
    assert.match(read("app/fastly.prod.toml"), /^service_id = "\w{22}"\n$/);
    assert.deepEqual(Object.keys((await stack.up()).changes), ["same"]);
    assert.deepEqual((await stack.destroy()).errors, []);
    assert.deepEqual(fastly.services(), []);
  });

  it("adopt a service of `fastly compute publish` with the lines in the preview", async function () {
    if (fastlyBinary() === undefined) {
      console.log("      skipped: the Fastly CLI is not installed for this platform (npm package @fastly/cli)");
      this.skip();
    }
    app("app", 'name = "shop"\n\n[setup.backends.api]\naddress = "api.example.com"\nport = 443\n');
    const cli = fastlyCli(fastly);
    await cli(["compute", "pack", "--wasm-binary", "bin/main.wasm"], { cwd: join(directory, "app") });
    await cli(["compute", "deploy", "-i", "--status-check-off", "--domain", "www.example.com"], {
      cwd: join(directory, "app"),
    });
    const [, id = ""] = /service_id = "(\w+)"/.exec(read("app/fastly.toml")) ?? [];

    const asWritten = stackOf("from-fastly-cli");
    const refused = await asWritten.preview();
    const lines = refused.errors.join("\n").match(/^ {2}\w+: .*,$/gm) ?? assert.fail(refused.errors.join("\n"));
    const pasted = (text: string) =>
      text.replace('existingService: "adopt",', `existingService: "adopt",\n${lines.join("\n")}\n`);
    const stack = stackOf("from-fastly-cli", 0, pasted);
    assert.deepEqual((await stack.preview()).errors, []);
    const { errors, outputs } = await stack.up();
    assert.deepEqual(errors, []);
    assert.equal(outputs.serviceId, id);
    assert.deepEqual(fastly.deployed(id).domains, ["www.example.com"]);
    assert.deepEqual(Object.keys((await stack.up()).changes), ["same"]);
  });

  it("replace a hand-written service in the program, and update it without a replacement", async () => {
    app("app", 'name = "shop"\n');
    await makeArtefact(directory);
    const first = await stackOf("from-pulumi-fastly", 0).up();
    assert.deepEqual(first.errors, []);
    const id = String(first.outputs.serviceId);
    write("app/fastly.toml", `service_id = "${id}"\n${read("app/fastly.toml")}`);
    const taken = stackOf("from-pulumi-fastly", 1);
    const preview = await taken.preview();
    assert.deepEqual(preview.errors, []);
    assert.ok(
      !Object.keys(preview.changes).some((kind) => /delete|replace/.test(kind)),
      JSON.stringify(preview.changes),
    );
    const { errors, outputs } = await taken.up();
    assert.deepEqual(errors, []);
    assert.equal(outputs.serviceId, id);
    assert.equal(fastly.services().length, 1);
    assert.deepEqual(Object.keys((await taken.up()).changes), ["same"]);
  });

  it("name the store of a static site so that its tool finds it", async () => {
    app("compute-js", 'name = "site"\n\n[setup.kv_stores.site-content]\n');
    const stack = stackOf("from-static-publish");
    assert.deepEqual((await stack.up()).errors, []);
    const { id } = fastly.state().kvStores[0] ?? assert.fail("no store");
    assert.equal(fastly.state().kvStores[0]?.name, "site-content");
    await fetch(`${fastly.url}/resources/stores/kv/${id}/keys/index`, {
      method: "PUT",
      body: "published",
      headers: { "Fastly-Key": fastly.token },
    });
    assert.deepEqual(Object.keys((await stack.up()).changes), ["same"]);
    assert.deepEqual((await stack.destroy()).errors, []);
    assert.equal(fastly.state().kvStores.length, 1);
  });
});
