import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { findViceroy } from "../../sdk/local";
import { linkPackages } from "../support/packages";
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
    linkPackages(directory, ["@types", ".bin", "mocha", "ts-node", "typescript"]);
    const { NODE_OPTIONS: _, ...env } = process.env;
    const { stdout } = await promisify(execFile)("npm", ["test", "--silent", "--", "--reporter=dot"], {
      cwd: directory,
      env,
    });
    assert.match(stdout, findViceroy() === undefined ? / 3 passing / : / 4 passing /);
  });
});
