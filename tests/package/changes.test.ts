import assert from "node:assert/strict";
import { appendFileSync, mkdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PackageRequest } from "../../sdk/package";
import {
  countedBuild,
  ignoring,
  makeProject,
  removeProjects,
  scripts,
  type TestProject,
  writeProgram,
} from "./project";

describe("a change that a build could see", () => {
  afterEach(removeProjects);

  type Change = (project: TestProject) => Partial<PackageRequest> | undefined;
  interface Case {
    title: string;
    before?: Change;
    change: Change;
    builds: 1 | 2;
  }
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
    it(`leads to ${builds === 2 ? "another build" : "no other build"} when ${title} changed`, async () => {
      const project = makeProject();
      const first = before?.(project) ?? {};
      assert.equal((await project.make(first))?.built, true);
      assert.equal((await project.make({ ...first, ...change(project) }))?.built, builds === 2);
      assert.equal(project.builds(), builds);
    });
  }

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
