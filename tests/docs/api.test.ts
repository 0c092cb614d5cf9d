import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { makeProject, removeProjects } from "../support/project";
import { ROOT } from "./blocks";

describe("the API reference", function () {
  this.timeout(120_000);
  after(removeProjects);

  it("equals what the sources generate, and describes every export", async () => {
    const directory = makeProject({});
    const typedoc = join(ROOT, "node_modules/typedoc/bin/typedoc");
    await promisify(execFile)(process.execPath, [typedoc, "--logLevel", "Warn", "--out", directory], { cwd: ROOT });
    const pages = (root: string) =>
      readdirSync(root, { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".md"))
        .sort();
    const committed = join(ROOT, "docs/api");
    assert.deepEqual(pages(committed), pages(directory), "npm run docs");
    for (const page of pages(directory)) {
      assert.equal(
        readFileSync(join(committed, page), "utf8"),
        readFileSync(join(directory, page), "utf8"),
        "npm run docs",
      );
    }
  });
});
