import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { findViceroy } from "../../sdk/local";
import { makeProject, removeProjects } from "../support/project";

const ROOT = resolve(__dirname, "../..");

describe("examples/testing", () => {
  after(removeProjects);

  it("has tests that pass where the packages are installed", async () => {
    const directory = join(makeProject({}), "testing");
    cpSync(join(ROOT, "examples/testing"), directory, {
      recursive: true,
      filter: (source) => !/(node_modules|pkg|\.fastly-compute)$/.test(source),
    });
    const modules = join(directory, "node_modules");
    mkdirSync(modules);
    for (const name of ["@pulumi", "@types", ".bin", "mocha", "ts-node", "typescript"]) {
      symlinkSync(join(ROOT, "node_modules", name), join(modules, name), "junction");
    }
    symlinkSync(ROOT, join(modules, "pulumi-fastly-compute"), "junction");
    const { NODE_OPTIONS: _, ...env } = process.env;
    const { stdout } = await promisify(execFile)("npm", ["test", "--silent", "--", "--reporter=dot"], {
      cwd: directory,
      env,
    });
    assert.match(stdout, findViceroy() === undefined ? / 3 passing / : / 4 passing /);
  });

  it("is what the README shows", () => {
    const read = (file: string) => readFileSync(join(ROOT, file), "utf8");
    const readme = read("README.md");
    const [, section = ""] = readme.split("## Testing your program\n");
    const [program, test] = [...section.matchAll(/```ts\n\/\/ (\S+)\n([\s\S]*?)```/g)];
    assert.equal(program?.[2], read(`examples/testing/${program?.[1]}`));
    const lines = read(`examples/testing/${test?.[1]}`).split("\n");
    assert.deepEqual(
      test?.[2]?.split("\n").filter((line) => !lines.includes(line)),
      [],
    );
  });
});
