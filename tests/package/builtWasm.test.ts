import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { countedBuild, git, ignoring, makeProject, removeProjects, scripts, writeProgram } from "./project";

/** Deploys these sources one after the other, and checks whether each was built. */
async function assertBuilt(project: ReturnType<typeof makeProject>, rounds: [source: string, built: boolean][]) {
  for (const [source, built] of rounds) {
    project.write("src/main.txt", source);
    assert.equal((await project.make())?.built, built, source);
  }
}

describe("builtWasm", () => {
  afterEach(removeProjects);

  it("does not repeat the preview's build in the update", async () => {
    const project = makeProject();
    const preview = await project.make({ preview: true });
    const update = await project.make();
    assert.deepEqual(update, { ...preview, built: false });
    assert.equal(project.builds(), 1);
  });

  it("does not build in a preview with onPreview: false, and uses an existing binary", async () => {
    const project = makeProject({ build: { onPreview: false } });
    assert.equal(await project.make({ preview: true }), undefined);
    assert.equal(project.exists("bin/main.wasm"), false);
    const update = await project.make();
    assert.deepEqual(await project.make({ preview: true }), { ...update, built: false });
    assert.equal(project.builds(), 1);
  });

  it("does not build when a branch is checked out again", async () => {
    const project = makeProject();
    project.write(".gitignore", "bin/\npkg/\n");
    git(project.directory, "init");
    git(project.directory, "add", ".");
    git(project.directory, "commit", "-m", "one");
    const main = await project.make();
    git(project.directory, "checkout", "-b", "feature");
    project.write("src/main.txt", "two");
    git(project.directory, "commit", "-am", "two");
    const feature = await project.make();
    git(project.directory, "checkout", "main");
    assert.deepEqual(await project.make(), { ...main, built: false });
    assert.equal(project.read("bin/main.wasm").subarray(8).toString(), "one");
    git(project.directory, "checkout", "feature");
    assert.deepEqual(await project.make(), { ...feature, built: false });
    assert.equal(project.read("bin/main.wasm").subarray(8).toString(), "two");
    assert.equal(project.builds(), 2);
  });

  it("builds two services of one directory once", async () => {
    const project = makeProject();
    const packages = await Promise.all([project.make(), project.make()]);
    assert.deepEqual(
      packages.map((made) => made?.built),
      [true, false],
    );
    assert.equal(project.builds(), 1);
  });

  it("builds two services of one directory once without a cache, and again in a later run", async () => {
    const project = makeProject({ build: { cache: false } });
    await Promise.all([project.make(), project.make()]);
    assert.equal(project.builds(), 1);
    await project.make();
    assert.equal(project.builds(), 2);
  });

  it("fails two services of one directory with one build", async () => {
    const project = makeProject({ scripts: { build: "echo built >> ../builds; exit 1", envVars: [] } });
    const results = await Promise.allSettled([project.make(), project.make()]);
    assert.deepEqual(
      results.map((result) => result.status),
      ["rejected", "rejected"],
    );
    assert.equal(project.builds(), 1);
  });

  it("restores a Wasm binary that someone has replaced", async () => {
    const project = makeProject();
    await project.make();
    project.write("bin/main.wasm", "something else");
    assert.equal((await project.make())?.built, false);
    assert.equal(project.read("bin/main.wasm").subarray(8).toString(), "one");
  });

  it("builds again when the binary is gone and its copy is damaged", async () => {
    const project = makeProject();
    await project.make();
    rmSync(join(project.directory, "bin"), { recursive: true });
    const { records } = JSON.parse(project.read(".fastly-compute/builds.json").toString());
    const copy = `.fastly-compute/wasm/${records[0].wasm}.wasm`;
    project.write(copy, project.read(copy).subarray(0, 9));
    assert.equal((await project.make())?.built, true);
    assert.equal(project.read("bin/main.wasm").subarray(8).toString(), "one");
  });

  it("builds again when the cache cannot be read", async () => {
    const project = makeProject();
    await project.make();
    project.write(".fastly-compute/builds.json", '{"records": [');
    assert.equal((await project.make())?.built, true);
    assert.equal((await project.make())?.built, false);
  });

  it("treats files that a build writes beside the binary as outputs when git ignores them", async () => {
    const build = `${countedBuild}; mkdir -p dist; date +%s%N > dist/time.js; date +%s%N > log.out`;
    const project = makeProject({ scripts: { build, envVars: [] } });
    ignoring("dist/\n*.out\n")(project);
    await assertBuilt(project, [
      ["one", true],
      ["one", false],
      ["two", true],
      ["two", false],
      ["one", false],
    ]);
  });

  it("treats files that two builds in a row write as outputs, until someone edits them", async () => {
    const build = `${countedBuild}; mkdir -p dist; date +%s%N > dist/time.js; date +%s%N > log.out`;
    const project = makeProject({ scripts: { build, envVars: [] } });
    await assertBuilt(project, [
      ["one", true],
      ["one", true],
      ["one", false],
      ["two", true],
      ["two", false],
      ["one", false],
    ]);
    project.write("dist/time.js", "edited");
    assert.equal((await project.make())?.built, true);
    assert.equal((await project.make())?.built, true);
    assert.equal((await project.make())?.built, false);
  });

  it("distinguishes an output from an edit when the next build writes the same files", async () => {
    const build = `${countedBuild}; mkdir -p out; cat src/*.txt > out/copy`;
    const project = makeProject({ scripts: { build, envVars: [] } });
    await assertBuilt(project, [
      ["one", true],
      ["one", true],
      ["one", false],
      ["two", true],
      ["two", false],
    ]);
  });

  it("builds again when a source was edited while it built", async () => {
    const build = `${countedBuild}; if [ ! -e ../edited ]; then echo two > src/main.txt; touch ../edited; fi`;
    const project = makeProject({ scripts: { build, envVars: [] } });
    await project.make();
    assert.deepEqual(
      project.messages.filter((message) => message.includes("changed during")),
      ["info: src/main.txt changed during the build of app/fastly.toml; the next run builds again."],
    );
    assert.equal((await project.make())?.built, true);
    assert.equal(project.read("bin/main.wasm").subarray(8).toString(), "two\n");
    assert.equal((await project.make())?.built, false);
  });

  it("builds again when a source was added while it built", async () => {
    const build = `${countedBuild}; [ -e src/b.txt ] || echo b > src/b.txt`;
    const project = makeProject({ scripts: { build, envVars: [] } });
    await project.make();
    assert.equal((await project.make())?.built, true);
    assert.equal(project.read("bin/main.wasm").subarray(8).toString(), "b\none");
    assert.equal((await project.make())?.built, false);
  });

  it("recognises a file that each build rewrites, after the second build", async () => {
    const build = `${countedBuild}; date +%s%N > src/generated.ts`;
    const project = makeProject({ scripts: { build, envVars: [] } });
    project.write("src/other.ts", "");
    assert.equal((await project.make())?.built, true);
    assert.equal((await project.make())?.built, true);
    assert.equal((await project.make())?.built, false);
  });

  it("builds again when an output in the package does not belong to the binary", async () => {
    const build = `${countedBuild}; mkdir -p dist; cp src/main.txt dist/page.html`;
    const project = makeProject({ scripts: { build, envVars: [] }, package: { include: ["dist"] } });
    const one = await project.make();
    project.write("src/main.txt", "two");
    await project.make();
    project.write("src/main.txt", "one");
    assert.deepEqual(await project.make(), { ...one, built: true });
  });

  it("depends on the variables that the build sees, and on no others", async () => {
    const project = makeProject({ build: { environment: { MODE: "a" } } });
    const given: Record<string, boolean> = {
      GITHUB_RUN_ID: false,
      WT_SESSION: false,
      AWS_SESSION_TOKEN: false,
      FASTLY_API_TOKEN: false,
      PULUMI_CONFIG: false,
      npm_config_user_agent: false,
      RUSTFLAGS: true,
      GOFLAGS: true,
      NODE_ENV: true,
      MODE: false,
    };
    await project.make();
    for (const [name, counts] of Object.entries(given)) {
      const before = process.env[name];
      process.env[name] = "x";
      try {
        assert.equal((await project.make())?.built, counts, name);
      } finally {
        if (before === undefined) {
          delete process.env[name];
        } else {
          process.env[name] = before;
        }
      }
    }
  });

  it("depends on the programs in PATH, and not on the text of PATH", async () => {
    const project = makeProject();
    const { PATH } = process.env;
    try {
      await project.make();
      process.env.PATH = `${join(project.parent, "empty")}:/x/node_modules/.bin:${PATH}`;
      assert.equal((await project.make())?.built, false);
      writeProgram(join(project.parent, "empty", "cat"), 'exec /bin/cat "$@"');
      assert.equal((await project.make())?.built, false);
      writeProgram(join(project.parent, "empty", "cat"), '/bin/cat "$@"');
      assert.equal((await project.make())?.built, true);
    } finally {
      process.env.PATH = PATH;
    }
  });

  it("depends on the commit only when the build asks git for it", async () => {
    const project = makeProject();
    project.write(".gitignore", "bin/\npkg/\n");
    git(project.directory, "init");
    git(project.directory, "add", ".");
    git(project.directory, "commit", "-m", "one");
    await project.make();
    git(project.directory, "commit", "--allow-empty", "-m", "two");
    assert.equal((await project.make())?.built, false);
    const asking = scripts({ build: `sh ./build.sh; ${countedBuild}` });
    project.write("build.sh", "eval g'i't rev-parse HEAD");
    assert.equal((await project.make(asking))?.built, true);
    assert.equal((await project.make(asking))?.built, false);
    git(project.directory, "commit", "--allow-empty", "-m", "three");
    assert.equal((await project.make(asking))?.built, true);
    git(project.directory, "tag", "v1");
    assert.equal((await project.make(asking))?.built, true);
    assert.equal((await project.make(asking))?.built, false);
  });

  it("hides its files from git", async () => {
    const project = makeProject();
    await project.make();
    assert.equal(project.read(".fastly-compute/.gitignore").toString(), "*\n");
  });
});
