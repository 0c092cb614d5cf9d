import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { PackageRequest } from "../../sdk/package";
import { countedBuild, git, makeProject, removeProjects, type TestProject, writeProgram } from "./project";

describe("the reason for a build", () => {
  afterEach(removeProjects);

  it("names the change, and says how to exclude its file", async () => {
    const project = makeProject();
    const options = { program: project.parent };
    mkdirSync(join(project.parent, "docs/a"), { recursive: true });
    await project.make(options);
    const why = async (changes: Partial<PackageRequest> = {}) => {
      project.messages.length = 0;
      await project.make({ ...options, ...changes });
      return project.messages.find((message) => message.includes(" is built again: "));
    };
    project.write("src/main.txt", "two");
    assert.equal(await why(), "info: The project of app/fastly.toml is built again: app/src/main.txt has changed.");
    assert.equal(await why(), undefined);
    assert.equal(
      await why({ build: { environment: { A: "1" } } }),
      "info: The project of app/fastly.toml is built again: the variable A is new.",
    );
    await project.make({ ...options, build: { cache: false } });
    writeFileSync(join(project.parent, "docs/a/b.md"), "");
    assert.equal(
      await why({ build: { environment: { A: "1" } } }),
      'info: The project of app/fastly.toml is built again: docs/a/b.md is new; to ignore this file, add "!../docs/**" to build.inputs.',
    );
    rmSync(join(project.parent, "docs/a/b.md"));
    const leaving = { build: { environment: { A: "1" }, inputs: ["!../docs/**"] } };
    assert.equal(await why(leaving), undefined, "an earlier result is used");
    writeFileSync(join(project.parent, "docs/a/b.md"), "");
    assert.equal(await why(leaving), undefined);
    assert.equal(
      await why({ build: { cache: false } }),
      'info: The project of app/fastly.toml is built again: "build.cache" is false.',
    );
  });

  it("says how to leave out a file of the project", async () => {
    const project = makeProject();
    await project.make();
    project.write("public/b.html", "");
    await project.make();
    assert.match(
      project.messages.join(),
      / is built again: public\/b\.html is new; to ignore this file, add "!public\/b\.html" to build\.inputs\./,
    );
    const build = { inputs: ["!public/b.html"] };
    await project.make({ build });
    project.write("public/b.html", "two");
    assert.equal((await project.make({ build }))?.built, false);
  });

  it("names the file itself when a link or a reference leads to it, outside the root", async () => {
    const project = makeProject();
    const outside = realpathSync(mkdtempSync(join(tmpdir(), "outside-")));
    try {
      for (const name of ["linked", "needed"]) {
        mkdirSync(join(outside, name));
        writeFileSync(join(outside, name, "a.txt"), "one");
      }
      symlinkSync(join(outside, "linked"), join(project.directory, "src/link"));
      project.write("package.json", JSON.stringify({ dependencies: { needed: `file:${outside}/needed` } }));
      await project.make();
      const inputs: string[] = [];
      for (const name of ["linked", "needed"]) {
        writeFileSync(join(outside, name, "a.txt"), "two");
        project.messages.length = 0;
        assert.equal((await project.make({ build: { inputs } }))?.built, true);
        const [, pattern = ""] =
          /; to ignore this file, add "(.*)" to build\.inputs/.exec(project.messages.join()) ?? [];
        assert.equal(resolve(realpathSync(project.directory), pattern.slice(1)), join(outside, name, "a.txt"));
        inputs.push(pattern);
        await project.make({ build: { inputs } });
        writeFileSync(join(outside, name, "a.txt"), "three");
        assert.equal((await project.make({ build: { inputs } }))?.built, false);
      }
    } finally {
      rmSync(outside, { recursive: true });
    }
  });

  /** A step between two runs. Its result changes the second run. */
  type Reason = [title: string, between: (project: TestProject) => unknown, why: string | undefined];
  const asks = { scripts: { build: `git rev-parse HEAD > /dev/null; ${countedBuild}`, envVars: [] } };
  const reasons: Reason[] = [
    ["a file that is gone", ({ directory }) => void rmSync(join(directory, "src/b.txt")), "src/b.txt is gone"],
    [
      "several files",
      (p) => ["b", "d"].map((name) => p.write(`src/${name}.txt`, "c")),
      "src/b.txt has changed (and 1 more change)",
    ],
    [
      "the script",
      () => ({ scripts: { ...asks.scripts, build: `${asks.scripts.build};` } }),
      "the build script has changed",
    ],
    [
      "the post_build script",
      () => ({ scripts: { ...asks.scripts, postBuild: ":" } }),
      "the post_build script has changed",
    ],
    ["the language", () => ({ language: "zig" }), "the language has changed (and 1 more change)"],
    ["a variable of env_vars", () => ({ scripts: { ...asks.scripts, envVars: ["A=2"] } }), "the variable A is new"],
    [
      "a program",
      ({ parent }) => writeProgram(join(parent, "tools/cat"), "exec /bin/cat $@"),
      "the program cat has changed",
    ],
    [
      "the toolchain",
      ({ parent }) => writeFileSync(join(parent, "tools/version"), "2"),
      "the toolchain's version has changed",
    ],
    [
      "the commit",
      (p) => git(p.directory, "commit", "--allow-empty", "-m", "two"),
      "the commit, branch or tag has changed",
    ],
    [
      "no result",
      ({ directory }) => rmSync(join(directory, ".fastly-compute/wasm"), { recursive: true }),
      "the result of the last build has changed or is gone",
    ],
    ["no cache", ({ directory }) => rmSync(join(directory, ".fastly-compute"), { recursive: true }), undefined],
  ];
  for (const [title, between, why] of reasons) {
    it(`names the change: ${title}`, async () => {
      const project = makeProject({ language: "go", ...asks, build: { skipVerification: true } });
      const tools = join(project.parent, "tools");
      project.write("src/b.txt", "b");
      project.write(".gitignore", "bin/\npkg/\n");
      writeProgram(join(tools, "go"), `cat ${tools}/version`);
      writeFileSync(join(tools, "version"), "1");
      git(project.directory, "init");
      git(project.directory, "add", ".");
      git(project.directory, "commit", "-m", "one");
      const { PATH } = process.env;
      process.env.PATH = `${tools}:${PATH}`;
      try {
        await project.make();
        assert.equal((await project.make())?.built, false);
        const changes = between(project) as Partial<PackageRequest>;
        if (title === "no result") {
          rmSync(join(project.directory, "bin"), { recursive: true });
        }
        project.messages.length = 0;
        assert.equal((await project.make(changes))?.built, true);
        assert.equal(
          project.messages.find((message) => message.includes(" is built again: ")),
          why && `info: The project of app/fastly.toml is built again: ${why}.`,
        );
      } finally {
        process.env.PATH = PATH;
      }
    });
  }

  it("is a file that changed during the last build", async () => {
    const project = makeProject();
    const slow = { build: `printf y > src/late.txt; ${countedBuild}`, envVars: [] };
    await project.make({ scripts: slow });
    project.messages.length = 0;
    project.write("src/late.txt", "z");
    await project.make({ scripts: slow });
    assert.match(project.messages.join("\n"), /is built again: src\/late\.txt also changed during the last build\./);
  });
});
