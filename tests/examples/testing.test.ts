import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { findViceroy } from "../../local/index";
import { copyExample } from "../support/example";
import { removeProjects } from "../support/project";

describe("examples/testing", () => {
  after(removeProjects);

  it("has tests that pass with the packages installed", async () => {
    const directory = copyExample("testing", ["@types", ".bin", "mocha", "ts-node", "typescript"]);
    const { NODE_OPTIONS: _, ...env } = process.env;
    const { stdout } = await promisify(execFile)("npm", ["test", "--silent", "--", "--reporter=dot"], {
      cwd: directory,
      env,
    });
    assert.match(stdout, findViceroy() === undefined ? / 3 passing / : / 4 passing /);
  });
});
