import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { EXAMPLE_ENV } from "../support/example";
import { linkPackages } from "../support/packages";
import { makeProject, removeProjects } from "../support/project";

const ROOT = resolve(__dirname, "../..");

describe("examples/policy", function () {
  this.timeout(120_000);
  after(removeProjects);

  it("reviews a program with the command of its page, without credentials or a toolchain", async () => {
    const directory = makeProject({});
    for (const example of ["policy", "hello/app"]) {
      cpSync(join(ROOT, "examples", example), join(directory, "examples", example), {
        recursive: true,
        filter: (source) => !/(node_modules|bin|pkg|\.fastly-compute)$/.test(source),
      });
    }
    linkPackages(directory, ["@types", "ts-node", "typescript"]);

    const page = readFileSync(join(ROOT, "docs/guide/policies.md"), "utf8");
    const [, command = ""] = /^npx fastly-compute-local (.*)$/m.exec(page) ?? [];
    const { NODE_OPTIONS: _, PATH: __, ...rest } = process.env;
    const env = Object.fromEntries(Object.entries(rest).filter(([name]) => !/^(FASTLY|PULUMI)_/.test(name)));
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [join(ROOT, "local/bin.js"), ...command.split(" ")],
      { cwd: directory, env: { ...env, ...EXAMPLE_ENV, PATH: "/nonexistent" } },
    );
    assert.match(stdout, /Policies:\n {4}⚠️ edge@v1\.0\.0\n {8}- \[advisory\] {2}modern-tls {2}\(.*: edge-origin\)\n/);
    const report = readFileSync(join(directory, "review.md"), "utf8");
    assert.match(report, /^### Preview of `reviewed\/dev`\n\n\*\*10\*\* to create\.\n\n#### Policies\n/);
    assert.match(report, /\| ⚠️ advisory \| `edge@v1\.0\.0: modern-tls` \|/);
    assert.match(report, /\| `\+` create \| `fastly-compute:index:Backend` \| `edge-origin` \|/);
  });
});
