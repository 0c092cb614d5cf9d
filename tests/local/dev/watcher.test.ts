import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { watchFiles, watchRoots } from "../../../local/dev/watch";
import { findRoot } from "../../../sdk/internal";
import { makeProject, removeProjects } from "../../support/project";

describe("the watcher of dev", function () {
  this.timeout(20_000);
  after(removeProjects);

  for (const git of [true, false]) {
    it(`reports only source changes: nothing ignored, unchanged, installed or locked by a run: ${git ? "in a repository" : "without one"}`, async () => {
      const files = { "src/a.txt": "1", ".gitignore": "out/\n.env\n", "app/.gitignore": "/bin/\n*.log\n!kept.log\n" };
      const root = makeProject({ ...files, "out/x": "1", ".env": "A=1", "app/bin/main.wasm": "1" });
      if (git) execFileSync("git", ["init", "-q"], { cwd: root });
      const told: string[][] = [];
      const watcher = await watchFiles(findRoot(root, root), (files) => told.push(files));
      try {
        for (const file of ["out/x", ".fastly.toml.lock", "app/bin/main.wasm", "app/a.log"]) {
          writeFileSync(join(root, file), "2");
        }
        mkdirSync(join(root, "node_modules/p"), { recursive: true });
        writeFileSync(join(root, "node_modules/p/index.js"), "");
        for (const file of ["src/a.txt", "src/b.txt", "app/kept.log", ".env"]) writeFileSync(join(root, file), "2");
        await until(() => ["src/b.txt", ".env", "app/kept.log"].every((file) => told.flat().includes(file)));
        assert.deepEqual([...new Set(told.flat())].sort(), [".env", "app/kept.log", "src/a.txt", "src/b.txt"]);
        const before = told.length;
        writeFileSync(join(root, "src/a.txt"), "2");
        await delay(300);
        assert.equal(told.length, before);
      } finally {
        await watcher.close();
      }
    });
  }

  it("reports tracked files although a rule ignores them, and ignores the rules of this machine", async () => {
    const root = makeProject({ ".gitignore": "made/\n", "made/kept.txt": "1", "made/gone.txt": "1", "mine.txt": "1" });
    const git = (...args: string[]) => execFileSync("git", args, { cwd: root });
    git("init", "-q");
    git("add", "-f", "made/kept.txt");
    writeFileSync(join(root, ".git/info/exclude"), "mine.txt\n");
    const told: string[] = [];
    const watcher = await watchFiles(findRoot(root, root), (files) => told.push(...files));
    try {
      for (const file of ["made/gone.txt", "made/kept.txt", "mine.txt"]) writeFileSync(join(root, file), "2");
      await until(() => told.length >= 2);
      await delay(100);
      assert.deepEqual([...new Set(told)].sort(), ["made/kept.txt", "mine.txt"]);
    } finally {
      await watcher.close();
    }
  });

  it("watches all directories of a program's apps, each once", async () => {
    const parent = makeProject({ "infra/Pulumi.yaml": "", "app/src/a.txt": "1", "shared/b.txt": "1", "c.txt": "1" });
    const told: string[] = [];
    const watcher = watchRoots((files) => told.push(...files));
    try {
      const infra = join(parent, "infra");
      for (const app of ["infra", "infra/other", "app", "shared"]) await watcher.add(join(parent, app), infra);
      for (const file of ["infra/index.ts", "app/src/a.txt", "shared/b.txt"]) writeFileSync(join(parent, file), "2");
      await until(() => told.length >= 3);
      await delay(100);
      assert.deepEqual(told.sort(), ["app/src/a.txt", "infra/index.ts", "shared/b.txt"]);
    } finally {
      await watcher.close();
    }
  });

  it("watches files beyond the root that the last build has read", async () => {
    const [root, elsewhere] = [
      makeProject({ "app/fastly.toml": "", "app/bin/main.wasm": "" }),
      makeProject({ "src/a.js": "one" }),
    ].map((path) => realpathSync(path));
    execFileSync("git", ["init", "-q"], { cwd: root });
    symlinkSync(join(elsewhere ?? "", "src"), join(root ?? "", "app/linked"));
    const app = join(root ?? "", "app");
    mkdirSync(join(app, ".fastly-compute"));
    writeFileSync(
      join(app, ".fastly-compute/inputs.json"),
      '{"inputs":[["app/linked/a.js","x"],["app/fastly.toml","y"]]}',
    );
    const told: string[] = [];
    const watcher = watchRoots((files) => told.push(...files));
    try {
      await watcher.add(app, app);
      watcher.addBeyond(app, app);
      await delay(200);
      writeFileSync(join(elsewhere ?? "", "src/a.js"), "two");
      await until(() => told.length > 0);
      assert.deepEqual([...new Set(told)], [join(elsewhere ?? "", "src/a.js")]);
    } finally {
      await watcher.close();
    }
  });

  it("misses no change right after another one", async () => {
    const root = makeProject({ "a.txt": "" });
    let told = 0;
    const watcher = await watchFiles(findRoot(root, root), () => {
      told += 1;
    });
    try {
      for (let n = 1; n <= 20; n++) {
        const before = told;
        writeFileSync(join(root, "a.txt"), `${n}`);
        await until(() => told > before, 5);
      }
    } finally {
      await watcher.close();
    }
  });

  it("does not report a manifest in which a deployment changed only the service_id", async () => {
    const manifest = 'name = "shop"\n[scripts]\nbuild = "make"\n';
    const root = makeProject({ "app/fastly.toml": manifest, "app/fastly.prod.toml": "", "a.txt": "" });
    const told: string[][] = [];
    const watcher = await watchFiles(findRoot(root, root), (files) => told.push(files));
    const tells = async (name: string, text: string) => {
      told.length = 0;
      writeFileSync(join(root, name), text);
      writeFileSync(join(root, "a.txt"), `after ${name} ${text}`);
      await until(() => told.flat().includes("a.txt"));
      return told.flat().includes(name);
    };
    try {
      assert.equal(await tells("app/fastly.toml", `service_id = "abc"\n${manifest}`), false);
      assert.equal(await tells("app/fastly.prod.toml", 'service_id = "abc"\n'), false);
      assert.equal(await tells("app/fastly.toml", `service_id = "abc"\n${manifest.replace("make", "x")}`), true);
      assert.equal(await tells("app/fastly.toml", "name = 'no TOML"), true);
    } finally {
      await watcher.close();
    }
  });
});

async function until(condition: () => boolean, every = 50): Promise<void> {
  for (let i = 0; !condition(); i++) {
    assert.ok(i * every < 15_000, "it never came");
    await delay(every);
  }
}
