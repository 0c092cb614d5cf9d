import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { needLanguageHost } from "../../../local/engine/language/host";
import { findOnPath } from "../../../local/onPath";
import { runCli } from "../../support/localCli";
import "../../support/ownState";

const ROOT = resolve(__dirname, "../../..");

describe("programs in other languages", () => {
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "fastly-compute-language-"));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  for (const name of ["yaml", "python", "go", "dotnet"]) {
    it(`need a language host, and an error names the missing command: ${name}`, () => {
      assert.throws(() => needLanguageHost({ name }, { PATH: directory }), {
        message: [
          `The program's runtime is ${name}, and the command pulumi-language-${name} that runs it is not on PATH [language-host-missing]`,
          "Install Pulumi, which has this command: https://www.pulumi.com/docs/install/. You need no account.",
        ].join("\n"),
      });
    });
  }

  it("never run a command of another directory", () => {
    assert.throws(() => needLanguageHost({ name: "../../bin/sh" }), /is not on PATH/);
  });

  it("are previewed, deployed and destroyed in YAML, with the component of the package", async function () {
    if (findOnPath("pulumi-language-yaml", process.env) === undefined) {
      console.log("      skipped: pulumi-language-yaml is not on PATH");
      return this.skip();
    }
    cpSync(join(ROOT, "examples/yaml"), directory, { recursive: true });
    mkdirSync(join(directory, "node_modules"), { recursive: true });
    symlinkSync(ROOT, join(directory, "node_modules/pulumi-fastly-compute"), "junction");
    const run = (command: string) => runCli(directory, command.split(" "));
    const preview = await run("preview");
    assert.equal(preview.code, 0, preview.text);
    assert.match(preview.text, /fastly:index:ServiceCompute edge create/);
    const up = await run("up --yes --skip-preview --config edge-from-yaml:origin=origin.example.com");
    assert.equal(up.code, 0, up.text);
    assert.match(up.text, /url +: "http:\/\/www\.example\.com\.localhost/);
    assert.equal((await run("destroy --yes")).code, 0);
  });

  it("are previewed, deployed and destroyed in Python, and fail with their own message", async function () {
    const hasSdk = spawnSync("python3", ["-c", "import pulumi"]).status === 0;
    if (findOnPath("pulumi-language-python", process.env) === undefined || !hasSdk) {
      console.log("      skipped: pulumi-language-python or its SDK (pip install pulumi) is not there");
      return this.skip();
    }
    writeFileSync(join(directory, "Pulumi.yaml"), "name: from-python\nruntime: python\n");
    writeFileSync(join(directory, "__main__.py"), PYTHON);
    const run = (command: string) => runCli(directory, command.split(" "));
    const preview = await run("preview");
    assert.equal(preview.code, 0, preview.text);
    assert.match(preview.text, /fastly:index:Kvstore cache create/);
    const up = await run("up --yes --skip-preview --config from-python:store=pages");
    assert.equal(up.code, 0, up.text);
    assert.match(up.text, /store *: "pages"/);
    assert.match(up.text, /not simulated/);
    const failed = await run("up --yes --skip-preview --config from-python:store=none");
    assert.deepEqual([failed.code, /there is no such store/.test(failed.text)], [1, true], failed.text);
    assert.equal((await run("destroy --yes")).code, 0);
  });

  it("fail in YAML with their own message", async function () {
    if (findOnPath("pulumi-language-yaml", process.env) === undefined) {
      console.log("      skipped: pulumi-language-yaml is not on PATH");
      return this.skip();
    }
    writeFileSync(join(directory, "Pulumi.yaml"), `name: broken\nruntime: yaml\noutputs:\n  a: $\{nothing}\n`);
    const { code, text } = await runCli(directory, ["preview"]);
    assert.deepEqual([code, /nothing/.test(text)], [1, true], text);
    const provider = `resources:\n  b:\n    type: nosuch:index:Thing\noutputs:\n  arn: $\{b.arn}\n`;
    writeFileSync(join(directory, "Pulumi.yaml"), `name: broken\nruntime: yaml\n${provider}`);
    const unknown = await runCli(directory, ["preview", "--strict"]);
    assert.match(unknown.text, /no schema of the package "nosuch" \[package-schema-missing\]/);
    const echoed = await runCli(directory, ["up", "--yes"]);
    assert.match(echoed.text, /nosuch:index:Thing \(not simulated\) b create[\s\S]*arn: \[unknown\]/);
    assert.match(echoed.text, /arn: "arn\.b\.not-simulated\.invalid"/);
  });
});

/** With the classes that SDKs would have. */
const PYTHON = `import pulumi

class Resource(pulumi.CustomResource):
    name: pulumi.Output[str]

name = pulumi.Config().get("store") or "cache"
if name == "none":
    raise Exception("there is no such store")
store = Resource("fastly:index/kvstore:Kvstore", "cache", {"name": name, "forceDestroy": True})
Resource("random:index/randomPet:RandomPet", "pet", {"name": None, "length": 2})
pulumi.export("store", store.name)
`;
