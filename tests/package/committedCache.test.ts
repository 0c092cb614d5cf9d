import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { refuseCommittedCache } from "../../sdk/package/committedCache";
import { inTemporary } from "./support";

function git(directory: string, ...args: string[]): string {
  const identity = ["-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "init.defaultBranch=main"];
  return execFileSync("git", ["-C", directory, ...identity, ...args], {
    stdio: ["ignore", "pipe", "ignore"],
  }).toString();
}

function repository(directory: string, ...init: string[]): string {
  git(directory, "init", "-q", ...init);
  const app = join(directory, "services/app");
  for (const file of [
    "services/app/.dockerignore",
    "services/app/fastly.toml",
    "services/app2/.fastly-compute/x",
    "docs/fastly-compute/a",
    "b",
  ]) {
    mkdirSync(join(directory, file, ".."), { recursive: true });
    writeFileSync(join(directory, file), file);
  }
  mkdirSync(join(app, ".fastly-compute"));
  writeFileSync(join(app, ".fastly-compute/.gitignore"), "*\n");
  writeFileSync(join(app, ".fastly-compute/builds.json"), "{}");
  git(directory, "add", "-A");
  return app;
}

const REFUSED =
  /services\/app\/\.fastly-compute is committed to git.* \[cache-committed\]\nRun: git -C (.+) rm -r --cached 'services\/app\/\.fastly-compute'$/;

/** The command in the error. */
function toldCommand(app: string): string {
  try {
    refuseCommittedCache(app);
    return "";
  } catch (error) {
    return String(error).split("Run: ")[1] ?? "";
  }
}

describe("a cache of builds in a commit", () => {
  for (const [what, init, args] of [
    ["an index of version 2", [], ["update-index", "--index-version", "2"]],
    ["an index of version 4", [], ["update-index", "--index-version", "4"]],
    ["one with extended flags", [], ["add", "-N", "services/app/new"]],
    ["one of SHA-256", ["--object-format=sha256"], ["status"]],
  ] as [string, string[], string[]][]) {
    it(
      `is refused, with the command that removes it: ${what}`,
      inTemporary(async (temporary) => {
        const directory = join(temporary, `it's "my" shop`);
        mkdirSync(directory);
        const app = repository(directory, ...init);
        writeFileSync(join(app, "new"), "");
        git(directory, ...args);
        assert.doesNotThrow(() => refuseCommittedCache(app));
        git(directory, "add", "-f", "services/app/.fastly-compute/builds.json");
        git(directory, ...args);
        assert.throws(() => refuseCommittedCache(app), REFUSED);
        git(directory, "commit", "-qm", "x");
        assert.throws(() => refuseCommittedCache(app), REFUSED);
        execFileSync("sh", ["-c", toldCommand(app)], { stdio: "ignore" });
        assert.doesNotThrow(() => refuseCommittedCache(app));
      }),
    );
  }

  it(
    "is refused in a separate work tree, and not searched for outside of a repository",
    inTemporary(async (directory) => {
      const main = join(directory, "main");
      mkdirSync(main);
      repository(main);
      git(main, "add", "-f", "services/app/.fastly-compute/builds.json");
      git(main, "commit", "-qm", "x");
      git(main, "worktree", "add", "-q", join(directory, "other"));
      assert.throws(() => refuseCommittedCache(join(directory, "other/services/app")), REFUSED);
      assert.doesNotThrow(() => refuseCommittedCache(directory));
      mkdirSync(join(directory, "broken/.git"), { recursive: true });
      writeFileSync(join(directory, "broken/.git/index"), "DIRC\0\0\0\x02\xff\xff\xff\xff");
      assert.doesNotThrow(() => refuseCommittedCache(join(directory, "broken")));
    }),
  );
});
