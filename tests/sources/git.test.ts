import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { lstatSync, mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { openFacts } from "../../sdk/sources/facts";
import { readGitIndex } from "../../sdk/sources/gitIndex";
import { findRoot } from "../../sdk/sources/root";
import { readSources } from "../../sdk/sources/sources";
import { git, makeProject, removeProjects, type TestProject, writeProgram } from "../package/project";

const output = (directory: string, ...args: string[]) =>
  execFileSync("git", args, { cwd: directory, encoding: "utf8" }).trim();

async function filesOf(project: TestProject): Promise<Map<string, string>> {
  const facts = openFacts(join(project.parent, "facts.json"), project.directory);
  const root = findRoot(project.directory, project.parent);
  return (await readSources(project.directory, root, [], [], facts)).files;
}

function repository(): TestProject {
  const project = makeProject();
  for (const name of ["src/a b.txt", "src/ü/x", "lib/deep/er/y", ".gitignore"]) {
    project.write(name, name === ".gitignore" ? "/kept/\n/gone/\n" : name);
  }
  project.write("kept/z", "z");
  project.write("gone/z", "z");
  git(project.directory, "init");
  git(project.directory, "add", "-A");
  git(project.directory, "add", "-f", "kept/z");
  return project;
}

describe("git's index", function () {
  this.timeout(20_000);
  afterEach(removeProjects);

  const forms: [title: string, ...commands: string[][]][] = [
    ["version 2", ["update-index", "--index-version", "2"]],
    ["version 4", ["update-index", "--index-version", "4"]],
    ["version 3", ["add", "-N", "later"], ["update-index", "--index-version", "3"]],
    ["split", ["update-index", "--split-index"], ["add", "later"]],
  ];
  for (const [title, ...commands] of forms) {
    it(`is read as git reads it: ${title}`, async () => {
      const project = repository();
      project.write("later", "later");
      for (const command of commands) {
        git(project.directory, ...command);
      }
      const listed = output(project.directory, "ls-files", "-z", "-s").split("\0").filter(Boolean);
      await delay(2100);
      // Everything that git writes next is later than all files by more than the clock's resolution.
      git(project.directory, "update-index", "-q", "--force-write-index", "--refresh");
      const index = readGitIndex(join(project.directory, ".git"));
      for (const line of listed) {
        const [, id, name = ""] = /^\d+ (\w+) \d\t(.*)$/s.exec(line) ?? [];
        assert.ok(index.has(name), name);
        const known = index.idOf(name, lstatSync(join(project.directory, name)));
        assert.ok(known === id || known === undefined, name);
      }
      assert.ok(index.has("lib/deep") && index.has("src/ü") && !index.has("gone") && !index.has("lib/dee"));
    });
  }

  it("saves reading files, and does not change the result", async () => {
    const project = repository();
    const before = await filesOf(project);
    await delay(2100);
    git(project.directory, "add", "--renormalize", ".");
    git(project.directory, "update-index", "-q", "--force-write-index", "--refresh");
    const index = readGitIndex(join(project.directory, ".git"));
    const stats = lstatSync(join(project.directory, "src/main.txt"));
    assert.equal(index.idOf("src/main.txt", stats), output(project.directory, "rev-parse", ":src/main.txt"));
    assert.deepEqual(await filesOf(project), before);
    assert.ok(before.has("kept/z"), "what git keeps counts, although it is ignored");
    assert.ok(!before.has("gone/z"));
  });

  const edit = (project: TestProject) => {
    utimesSync(join(project.directory, "src/main.txt"), new Date(), new Date(1e12));
    project.write("src/main.txt", "eno");
    utimesSync(join(project.directory, "src/main.txt"), new Date(), new Date(1e12));
  };
  const hazards: [title: string, prepare: (project: TestProject) => void][] = [
    ["a file of the same size and time", () => undefined],
    ["a file that git was told to assume unchanged", hide("--assume-unchanged")],
    ["a file that git was told to skip", hide("--skip-worktree")],
    ["a file in a work tree whose settings trust sizes alone", configure("core.checkStat", "minimal")],
    ["a file in a work tree whose settings distrust change times", configure("core.trustctime", "false")],
    ["a file whose attributes name a filter", (project) => project.write(".gitattributes", "*.txt filter=lfs\n")],
  ];
  for (const [title, prepare] of hazards) {
    it(`cannot hide a change of ${title}`, async () => {
      const project = repository();
      utimesSync(join(project.directory, "src/main.txt"), new Date(), new Date(1e12));
      prepare(project);
      git(project.directory, "update-index", "--refresh");
      const before = await filesOf(project);
      edit(project);
      git(project.directory, "status");
      assert.notEqual((await filesOf(project)).get("src/main.txt"), before.get("src/main.txt"));
    });
  }

  it("is read without running any program of the checkout", async () => {
    const project = repository();
    const trap = join(project.parent, "trap.sh");
    writeProgram(trap, `touch ${join(project.parent, "sprung")}; cat`);
    for (const [key, value] of [
      ["core.fsmonitor", trap],
      ["core.hooksPath", project.parent],
      ["filter.x.clean", trap],
      ["filter.x.smudge", trap],
    ] as const) {
      git(project.directory, "config", key, value);
    }
    project.write(".gitattributes", "* filter=x\n");
    project.write("src/main.txt", "two");
    await filesOf(project);
    assert.equal(project.exists("../sprung"), false);
  });

  it("is also read in a submodule and in a linked work tree", async () => {
    const project = repository();
    git(project.directory, "commit", "-m", "x");
    const linked = join(project.parent, "linked");
    git(project.directory, "worktree", "add", linked);
    assert.equal(findRoot(join(linked, "src"), project.parent).path, linked);
    const inner = join(project.parent, "inner");
    mkdirSync(inner);
    writeFileSync(join(inner, ".gitignore"), "*.log\n");
    writeFileSync(join(inner, "x.txt"), "x");
    git(inner, "init");
    git(inner, "add", "-A");
    git(inner, "commit", "-m", "x");
    git(project.directory, "-c", "protocol.file.allow=always", "submodule", "add", inner, "sub");
    project.write("sub/y.log", "");
    const files = await filesOf(project);
    assert.ok(files.has("sub/x.txt") && !files.has("sub/y.log"));
    assert.equal(findRoot(join(project.directory, "sub"), project.parent).path, project.directory);
  });

  it("causes a build when it is unreadable", async () => {
    const project = repository();
    project.write(".git/index", "DIRC\0\0\0\x09\0\0\0\0");
    await project.make();
    assert.equal((await project.make())?.built, true);
    assert.match(project.messages.join("\n"), /is built again: .*index has a form that is not known here\./);
  });

  function hide(flag: string) {
    return ({ directory }: TestProject) => git(directory, "update-index", flag, "src/main.txt");
  }
  function configure(key: string, value: string) {
    return ({ directory }: TestProject) => git(directory, "config", key, value);
  }
});
