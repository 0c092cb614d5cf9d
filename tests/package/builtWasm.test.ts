import assert from "node:assert/strict";
import { appendFileSync, mkdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PackageRequest } from "../../sdk/package";
import { countedBuild, git, makeProject, removeProjects, type TestProject, writeProgram } from "./project";

describe("builtWasm", () => {
  afterEach(removeProjects);

  type Change = (project: TestProject) => Partial<PackageRequest> | undefined;
  interface Case {
    title: string;
    before?: Change;
    change: Change;
    builds: 1 | 2;
  }
  const scripts = (changes: Partial<PackageRequest["scripts"]>) => ({
    scripts: { build: countedBuild, envVars: [], ...changes },
  });
  const write = (file: string, content: string) => (project: TestProject) => {
    project.write(file, content);
    return undefined;
  };
  const withTool = ({ parent }: TestProject, version: string) => {
    writeProgram(join(parent, "tools", "wasmtool"), `echo ${version}`);
    return {
      scripts: { build: `wasmtool && ${countedBuild}`, envVars: [`PATH=${join(parent, "tools")}:${process.env.PATH}`] },
    };
  };
  const withEnvFile = (project: TestProject, text: string) => {
    project.write(".env", text);
    return scripts({ envFile: ".env" });
  };
  const withInput = ({ parent }: TestProject, text: string) => {
    writeFileSync(join(parent, "schema.json"), text);
    return { build: { inputs: ["../schema.json"] } };
  };
  const cases: Case[] = [
    { title: "nothing", change: () => undefined, builds: 1 },
    { title: "a source", change: write("src/main.txt", "two"), builds: 2 },
    { title: "a source without changing its size or its modification time", change: sameSizeAndTime, builds: 2 },
    { title: "a new source", change: write("src/new.txt", "new"), builds: 2 },
    { title: "a source that is gone", before: write("src/b.txt", "b"), change: remove("src/b.txt"), builds: 2 },
    {
      title: "the executable bit of a script",
      change: (p) => void writeProgram(join(p.directory, "src/main.txt"), "x"),
      builds: 2,
    },
    { title: "nothing but modification times", change: touch, builds: 1 },
    {
      title: "a lock file",
      before: write("package-lock.json", "{}"),
      change: write("package-lock.json", "[]"),
      builds: 2,
    },
    {
      title: "what npm has installed",
      before: write("node_modules/.package-lock.json", "{}"),
      change: write("node_modules/.package-lock.json", "[]"),
      builds: 2,
    },
    {
      title: "a file in a node_modules that npm keeps a record of",
      before: (p) => {
        p.write("node_modules/.package-lock.json", "{}");
        return write("node_modules/a/b.js", "1")(p);
      },
      change: write("node_modules/a/b.js", "2"),
      builds: 1,
    },
    {
      title: "a file in a node_modules without a record",
      before: write("node_modules/a/b.js", "1"),
      change: write("node_modules/a/b.js", "2"),
      builds: 2,
    },
    {
      title: "a cache in a node_modules without a record",
      before: write("node_modules/.cache/a", "1"),
      change: write("node_modules/.cache/a", "2"),
      builds: 1,
    },
    {
      title: "a file in node_modules elsewhere, behind a link",
      before: linkedModules,
      change: ({ parent }) => void writeFileSync(join(parent, "modules/x"), ""),
      builds: 2,
    },
    {
      title: "an ignored file",
      before: ignoring("/generated/\n*.log\n!keep.log\n"),
      change: write("src/a.log", "1"),
      builds: 1,
    },
    {
      title: "a file that is ignored and then not",
      before: ignoring("*.log\n!keep.log\n"),
      change: write("src/keep.log", "1"),
      builds: 2,
    },
    {
      title: "an ignored .env file",
      before: ignoring(".env*\n"),
      change: write(".env.local", "A=1"),
      builds: 2,
    },
    {
      title: "an ignored lock file",
      before: ignoring("*.lock\n"),
      change: write("Cargo.lock", "1"),
      builds: 2,
    },
    {
      title: "an ignored file that the script names",
      before: (p) => {
        ignoring("/tools/\n")(p);
        p.write("tools/x.sh", "true");
        return scripts({ build: `sh tools/x.sh; ${countedBuild}` });
      },
      change: write("tools/x.sh", "true;"),
      builds: 2,
    },
    { title: "the manifest", before: write("fastly.toml", "a = 1"), change: write("fastly.toml", "a = 2"), builds: 2 },
    { title: "the build script", change: () => scripts({ build: `${countedBuild};` }), builds: 2 },
    { title: "the post_build script", change: () => scripts({ postBuild: "true" }), builds: 2 },
    {
      title: "a value in env_vars",
      before: () => scripts({ envVars: ["A=1"] }),
      change: () => scripts({ envVars: ["A=2"] }),
      builds: 2,
    },
    {
      title: "a value in the env_file",
      before: (p) => withEnvFile(p, "A=1"),
      change: (p) => withEnvFile(p, "A=2"),
      builds: 2,
    },
    {
      title: "a value in build.environment",
      before: () => ({ build: { environment: { A: "1" } } }),
      change: () => ({ build: { environment: { A: "2" } } }),
      builds: 2,
    },
    { title: "the toolchain", before: (p) => withTool(p, "1"), change: (p) => withTool(p, "2"), builds: 2 },
    {
      title: "nothing about the toolchain",
      before: (p) => withTool(p, "1"),
      change: (p) => withTool(p, "1"),
      builds: 1,
    },
    { title: "the language", change: () => ({ language: "zig" }), builds: 2 },
    {
      title: "service_id in the manifest",
      before: write("fastly.toml", ""),
      change: write("fastly.toml", 'service_id = "x"'),
      builds: 1,
    },
    { title: "[setup] in the manifest", change: () => ({ manifestText: 'name = "app"\n[setup]\n' }), builds: 1 },
    { title: "the manifest of another environment", change: write("fastly.prod.toml", 'service_id = "x"'), builds: 1 },
    { title: "the stack's configuration", change: write("Pulumi.prod.yaml", "config:"), builds: 1 },
    { title: "the timeout", change: () => ({ build: { timeoutSeconds: 60 } }), builds: 1 },
    { title: "a file that git keeps", before: write(".git/index", "1"), change: write(".git/index", "2"), builds: 1 },
    {
      title: "what a marked cache directory holds",
      before: write("target/CACHEDIR.TAG", "Signature: 8a477f597d28d172789f06886806bc55"),
      change: write("target/x", "x"),
      builds: 1,
    },
    { title: "a source in a directory named target", change: write("target/x.rs", "x"), builds: 2 },
    { title: "a source in pkg, as Go projects have it", change: write("pkg/lib/lib.go", "x"), builds: 2 },
    {
      title: "an additional input outside the directory",
      before: (p) => withInput(p, "1"),
      change: (p) => withInput(p, "2"),
      builds: 2,
    },
    {
      title: "a Cargo path dependency",
      before: outside("Cargo.toml", 'lib = { path = "../lib" }'),
      change: editLibrary,
      builds: 2,
    },
    {
      title: "a Go module that replaces another",
      before: outside("go.mod", "replace example.com/lib => ../lib"),
      change: editLibrary,
      builds: 2,
    },
    {
      title: "an npm dependency by file:",
      before: outside("package.json", '{"dependencies":{"lib":"file:../lib"}}'),
      change: editLibrary,
      builds: 2,
    },
    { title: "a package of the npm workspace", before: workspace, change: editLibrary, builds: 2 },
    {
      title: "a module imported from outside",
      before: (p) => {
        outside("src/a.ts", 'import "../../lib/src/lib";')(p);
        return { program: p.parent };
      },
      change: editLibrary,
      builds: 2,
    },
    { title: "a dependency of a dependency outside", before: transitive, change: editLibrary, builds: 2 },
    { title: "the target of a symbolic link", before: linked, change: editLibrary, builds: 2 },
    {
      title: "what Cargo reads above the directory",
      change: (p) => void writeFileSync(join(p.parent, "Cargo.lock"), ""),
      builds: 2,
    },
    {
      title: "a file outside that nothing refers to",
      change: (p) => void writeFileSync(join(p.parent, "x"), ""),
      builds: 1,
    },
    { title: "the caching", change: () => ({ build: { cache: false } }), builds: 2 },
  ];
  for (const { title, before, change, builds } of cases) {
    it(`builds ${builds === 2 ? "again" : "once"} when ${title} changed`, async () => {
      const project = makeProject();
      const first = before?.(project) ?? {};
      assert.equal((await project.make(first))?.built, true);
      assert.equal((await project.make({ ...first, ...change(project) }))?.built, builds === 2);
      assert.equal(project.builds(), builds);
    });
  }

  it("does not build again in the update what the preview has built", async () => {
    const project = makeProject();
    const preview = await project.make({ preview: true });
    const update = await project.make();
    assert.deepEqual(update, { ...preview, built: false });
    assert.equal(project.builds(), 1);
  });

  it("does not build in a preview that must not, and uses what is there", async () => {
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

  it("builds two services of one directory once without a cache, and later again", async () => {
    const project = makeProject({ build: { cache: false } });
    await Promise.all([project.make(), project.make()]);
    assert.equal(project.builds(), 1);
    await project.make();
    assert.equal(project.builds(), 2);
  });

  it("fails two services of one directory by one build", async () => {
    const project = makeProject({ scripts: { build: "echo built >> ../builds; exit 1", envVars: [] } });
    const results = await Promise.allSettled([project.make(), project.make()]);
    assert.deepEqual(
      results.map((result) => result.status),
      ["rejected", "rejected"],
    );
    assert.equal(project.builds(), 1);
  });

  it("restores a Wasm binary that somebody has replaced", async () => {
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

  it("takes files that a build writes beside the binary for outputs when git ignores them", async () => {
    const build = `${countedBuild}; mkdir -p dist; date +%s%N > dist/time.js; date +%s%N > log.out`;
    const project = makeProject({ scripts: { build, envVars: [] } });
    ignoring("dist/\n*.out\n")(project);
    for (const [source, built] of [
      ["one", true],
      ["one", false],
      ["two", true],
      ["two", false],
      ["one", false],
    ] as const) {
      project.write("src/main.txt", source);
      assert.equal((await project.make())?.built, built, source);
    }
  });

  it("takes files that two builds in a row write for outputs, until somebody edits them", async () => {
    const build = `${countedBuild}; mkdir -p dist; date +%s%N > dist/time.js; date +%s%N > log.out`;
    const project = makeProject({ scripts: { build, envVars: [] } });
    for (const [source, built] of [
      ["one", true],
      ["one", true],
      ["one", false],
      ["two", true],
      ["two", false],
      ["one", false],
    ] as const) {
      project.write("src/main.txt", source);
      assert.equal((await project.make())?.built, built, source);
    }
    project.write("dist/time.js", "edited");
    assert.equal((await project.make())?.built, true);
    assert.equal((await project.make())?.built, true);
    assert.equal((await project.make())?.built, false);
  });

  it("knows an output from an edit, when the same files come out of the next build", async () => {
    const build = `${countedBuild}; mkdir -p out; cat src/*.txt > out/copy`;
    const project = makeProject({ scripts: { build, envVars: [] } });
    for (const [source, built] of [
      ["one", true],
      ["one", true],
      ["one", false],
      ["two", true],
      ["two", false],
    ] as const) {
      project.write("src/main.txt", source);
      assert.equal((await project.make())?.built, built, source);
    }
  });

  it("builds again when a source was edited while it built", async () => {
    const build = `${countedBuild}; if [ ! -e ../edited ]; then echo two > src/main.txt; touch ../edited; fi`;
    const project = makeProject({ scripts: { build, envVars: [] } });
    await project.make();
    assert.deepEqual(
      project.messages.filter((message) => message.includes("changed while")),
      ["info: src/main.txt changed while app/fastly.toml was built; the next run builds it again."],
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

  it("knows a file that each build rewrites from the second time on", async () => {
    const build = `${countedBuild}; date +%s%N > src/generated.ts`;
    const project = makeProject({ scripts: { build, envVars: [] } });
    project.write("src/other.ts", "");
    assert.equal((await project.make())?.built, true);
    assert.equal((await project.make())?.built, true);
    assert.equal((await project.make())?.built, false);
  });

  it("builds again when an output in the package is not that of the binary", async () => {
    const build = `${countedBuild}; mkdir -p dist; cp src/main.txt dist/page.html`;
    const project = makeProject({ scripts: { build, envVars: [] }, package: { include: ["dist"] } });
    const one = await project.make();
    project.write("src/main.txt", "two");
    await project.make();
    project.write("src/main.txt", "one");
    assert.deepEqual(await project.make(), { ...one, built: true });
  });

  it("counts the variables that the build sees, and no others", async () => {
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

  it("does not count how PATH is written, but what it leads to", async () => {
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

  it("says what made a build necessary, and how to leave it out", async () => {
    const project = makeProject();
    const options = { program: project.parent };
    mkdirSync(join(project.parent, "docs/a"), { recursive: true });
    await project.make(options);
    const why = async (changes: Partial<PackageRequest> = {}) => {
      project.messages.length = 0;
      await project.make({ ...options, ...changes });
      return project.messages.find((message) => message.includes(" is built: "));
    };
    project.write("src/main.txt", "two");
    assert.equal(await why(), "info: app/fastly.toml is built: app/src/main.txt has changed.");
    assert.equal(await why(), undefined);
    assert.equal(
      await why({ build: { environment: { A: "1" } } }),
      "info: app/fastly.toml is built: the variable A is new.",
    );
    await project.make({ ...options, build: { cache: false } });
    writeFileSync(join(project.parent, "docs/a/b.md"), "");
    assert.equal(
      await why({ build: { environment: { A: "1" } } }),
      'info: app/fastly.toml is built: docs/a/b.md is new; to leave it out, set build.inputs to ["!../docs/**"].',
    );
    rmSync(join(project.parent, "docs/a/b.md"));
    const leaving = { build: { environment: { A: "1" }, inputs: ["!../docs/**"] } };
    assert.equal(await why(leaving), undefined, "an earlier result is used");
    writeFileSync(join(project.parent, "docs/a/b.md"), "");
    assert.equal(await why(leaving), undefined);
    assert.equal(await why({ build: { cache: false } }), 'info: app/fastly.toml is built: "build.cache" is false.');
  });

  /** What is done between two runs; what it answers changes the second. */
  type Reason = [title: string, between: (project: TestProject) => unknown, why: string | undefined];
  const asks = { scripts: { build: `git rev-parse HEAD > /dev/null; ${countedBuild}`, envVars: [] } };
  const reasons: Reason[] = [
    ["a file that is gone", ({ directory }) => void rmSync(join(directory, "src/b.txt")), "src/b.txt is gone"],
    [
      "several files",
      (p) => ["b", "d"].map((name) => p.write(`src/${name}.txt`, "c")),
      "src/b.txt has changed, and 1 more",
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
    ["the language", () => ({ language: "zig" }), "the language has changed, and 1 more"],
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
      "its last result, or what it left for the package, is not as it was",
    ],
    ["no cache", ({ directory }) => rmSync(join(directory, ".fastly-compute"), { recursive: true }), undefined],
  ];
  for (const [title, between, why] of reasons) {
    it(`says what made a build necessary: ${title}`, async () => {
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
          project.messages.find((message) => message.includes(" is built: ")),
          why && `info: app/fastly.toml is built: ${why}.`,
        );
      } finally {
        process.env.PATH = PATH;
      }
    });
  }

  it("says that a file changed while the build before ran", async () => {
    const project = makeProject();
    const slow = { build: `printf y > src/late.txt; ${countedBuild}`, envVars: [] };
    await project.make({ scripts: slow });
    project.messages.length = 0;
    project.write("src/late.txt", "z");
    await project.make({ scripts: slow });
    assert.match(project.messages.join("\n"), /is built: src\/late\.txt changed while it was built before\./);
  });

  it("counts the commit when the build asks git for it, and only then", async () => {
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

  it("keeps its files out of git", async () => {
    const project = makeProject();
    await project.make();
    assert.equal(project.read(".fastly-compute/.gitignore").toString(), "*\n");
  });

  function remove(file: string) {
    return ({ directory }: TestProject) => void rmSync(join(directory, file));
  }
  function touch({ directory }: TestProject) {
    utimesSync(join(directory, "src/main.txt"), new Date(), new Date(1e12));
    return undefined;
  }
  function sameSizeAndTime(project: TestProject) {
    utimesSync(join(project.directory, "src/main.txt"), new Date(), new Date(1e12));
    project.write("src/main.txt", "eno");
    return touch(project);
  }
  function ignoring(text: string) {
    return (project: TestProject) => {
      project.write(".gitignore", text);
      return undefined;
    };
  }
  function outside(file: string, text: string) {
    return (project: TestProject) => {
      mkdirSync(join(project.parent, "lib/src"), { recursive: true });
      writeFileSync(join(project.parent, "lib/src/lib.ts"), "1");
      project.write(file, text);
      return undefined;
    };
  }
  function linkedModules(project: TestProject) {
    mkdirSync(join(project.parent, "modules"));
    symlinkSync("../modules", join(project.directory, "node_modules"));
    return undefined;
  }
  function workspace(project: TestProject) {
    outside("package.json", '{"dependencies":{"@x/lib":"*"}}')(project);
    writeFileSync(join(project.parent, "lib/package.json"), '{"name":"@x/lib"}');
    mkdirSync(join(project.parent, "node_modules/@x"), { recursive: true });
    symlinkSync("../../lib", join(project.parent, "node_modules/@x/lib"));
    return undefined;
  }
  function transitive(project: TestProject) {
    mkdirSync(join(project.parent, "middle"));
    writeFileSync(join(project.parent, "middle/Cargo.toml"), 'lib = { path = "../lib" }');
    return outside("Cargo.toml", 'middle = { path = "../middle" }')(project);
  }
  function linked(project: TestProject) {
    outside("x", "")(project);
    symlinkSync("../../lib/src", join(project.directory, "src/lib"));
    return undefined;
  }
  function editLibrary({ parent }: TestProject) {
    assert.equal(readFileSync(join(parent, "lib/src/lib.ts"), "utf8"), "1");
    appendFileSync(join(parent, "lib/src/lib.ts"), "2");
    return undefined;
  }
});
