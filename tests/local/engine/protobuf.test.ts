import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

const ROOT = resolve(__dirname, "../../..");

describe("a project with a google-protobuf of its own beside the SDK's", function () {
  this.timeout(120_000);
  const directory = mkdtempSync(join(tmpdir(), "protobuf-"));
  after(() => rmSync(directory, { recursive: true, force: true }));

  it("runs on the local engine", () => {
    const modules = join(directory, "node_modules");
    const ours = { "pulumi-fastly-compute": ROOT, "pulumi-fastly-compute-local": join(ROOT, "local") };
    // Copies, as modules are loaded from the real places of their files.
    for (const [name, from] of Object.entries(ours)) {
      mkdirSync(join(modules, name), { recursive: true });
      for (const file of ["dist", "package.json"]) {
        cpSync(join(from, file), join(modules, name, file), { recursive: true });
      }
    }
    cpSync(dirname(require.resolve("google-protobuf/package.json")), join(modules, "google-protobuf"), {
      recursive: true,
    });
    for (const name of readdirSync(join(ROOT, "node_modules"))) {
      if (name !== "google-protobuf" && !Object.hasOwn(ours, name)) {
        symlinkSync(join(ROOT, "node_modules", name), join(modules, name));
      }
    }
    writeFileSync(
      join(directory, "run.js"),
      `const { LocalFastly, localStack } = require("pulumi-fastly-compute-local");
const fastly = require("@pulumi/fastly");
(async () => {
  const api = await LocalFastly.start({ edge: false });
  const program = () => ({ id: new fastly.Kvstore("k", { name: "k" }).id });
  const stack = localStack({ program, project: "p", fastly: api, stateDirectory: ${JSON.stringify(directory)} });
  const { errors, outputs } = await stack.up();
  console.log(JSON.stringify({ errors, made: typeof outputs.id }));
  await api.stop();
})();`,
    );
    const out = execFileSync(process.execPath, ["run.js"], { cwd: directory, encoding: "utf8" });
    assert.deepEqual(JSON.parse(out), { errors: [], made: "string" });
  });

  it("causes no conflict, because our files never load it", () => {
    const files = ["sdk", "local"].flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" }).map((file) => join(folder, file)),
    );
    const loading = files.filter(
      (file) =>
        file.endsWith(".ts") &&
        /^import (?!type ).*from "google-protobuf/m.test(readFileSync(join(ROOT, file), "utf8")),
    );
    assert.deepEqual(loading, []);
  });
});
