import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createOrigins } from "../../../local/compare/origins";
import { checkOut } from "../../../local/compare/revision";
import { openSide } from "../../../local/compare/side";
import { makeProject, removeProjects } from "../../support/project";

describe("a revision", () => {
  after(removeProjects);

  it("uses the installed packages, also behind a link, and does not remove them afterwards", async () => {
    const packages = makeProject({ "a/index.js": "" });
    const root = makeProject({
      ".gitignore": "node_modules\n",
      "app/package.json": "{}",
      "app/node_modules/b/index.js": "",
    });
    symlinkSync(packages, join(root, "node_modules"));
    const git = (...args: string[]) =>
      execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a", ...args], { cwd: root });
    git("init", "-q");
    git("add", ".");
    git("commit", "-qm", "one");
    const { directory, remove } = await checkOut("HEAD", root);
    const files = ["node_modules/a/index.js", "app/node_modules/b/index.js", "app/package.json"];
    assert.deepEqual(
      files.filter((file) => !existsSync(join(directory, file))),
      [],
    );
    remove();
    assert.deepEqual([existsSync(directory), existsSync(join(packages, "a/index.js"))], [false, true]);
  });
});

describe("an interrupted comparison", () => {
  it("leaves nothing behind", async () => {
    const before = new Set(readdirSync(tmpdir()));
    const ending = new AbortController();
    const program = () => {
      ending.abort();
      return new Promise<object>(() => {});
    };
    await assert.rejects(openSide("main", { program }, ending.signal), { code: "side-not-deployed" });
    const left = readdirSync(tmpdir()).filter(
      (name) => name.startsWith("fastly-compute-compare-") && !before.has(name),
    );
    assert.deepEqual(left, []);
  });
});

describe("a stand-in for a backend", () => {
  it("answers equal requests equally, and records its requests", async () => {
    const origins = createOrigins();
    await origins.open(["api", "api"]);
    const url = origins.url("api");
    assert.equal(origins.url("other"), undefined);
    const ask = () =>
      fetch(`${url}/a?b`, { method: "POST", body: "hi", headers: { "x-a": "1" } }).then((r) => r.text());
    assert.equal(await ask(), await ask());
    const [first, ...others] = origins.take();
    assert.deepEqual(
      [first?.backend, first?.method, first?.path, first?.body, first?.headers["x-a"]],
      ["api", "POST", "/a?b", "hi", "1"],
    );
    assert.equal(others.length, 1);
    assert.deepEqual(origins.take(), []);
    origins.close();
  });
});
