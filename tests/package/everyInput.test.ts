import assert from "node:assert/strict";
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as fc from "fast-check";
import { git, makeProject, removeProjects } from "./project";

/**
 * A build that notes every file that it reads: `read.js` writes their names to `reads`, and their contents into the
 * binary. Projects, edits, and the ways in which the build finds files are random.
 */
const TRACER = `
const fs = require("fs"), path = require("path");
const files = process.argv.slice(3).map((file) => path.resolve(process.argv[2], file));
const contents = files.map((file) => (fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "none"));
fs.writeFileSync(process.env.READS, JSON.stringify(files.map((file) => (fs.existsSync(file) ? fs.realpathSync(file) : file))));
const wasm = path.join(process.env.APP, "bin/main.wasm");
fs.mkdirSync(path.dirname(wasm), { recursive: true });
fs.writeFileSync(wasm, Buffer.concat([Buffer.from([0, 97, 115, 109, 1, 0, 0, 0]), Buffer.from(contents.join("|"))]));
`;

/** Places of files that a build may read, relative to the Pulumi project's directory. */
const PLACES = [
  "app/src/a.txt",
  "app/b.txt",
  "libs/x/c.txt",
  "tools/d.txt",
  "e.txt",
  "app/.env.local",
  "app/deep/er/f.txt",
];
/** How the build changes to a directory, from which it names files by relative paths. */
const WAYS: { script: (tracer: string, files: string) => string; from: string }[] = [
  { script: (tracer, files) => `node ${tracer} . ${files}`, from: "app" },
  { script: (tracer, files) => `cd ../libs && node ${tracer} . ${files}`, from: "libs" },
  { script: (tracer, files) => `(cd .. && cd tools && node ${tracer} . ${files})`, from: "tools" },
  { script: (tracer, files) => `sh ../tools/build.sh ${tracer} .. ${files}`, from: "tools/.." },
];

type Layout = "git" | "pulumi" | "workspace" | "lock file";

const projects = fc.record({
  layout: fc.constantFrom<Layout>("git", "pulumi", "workspace", "lock file"),
  way: fc.nat(WAYS.length - 1),
  reads: fc.subarray(PLACES, { minLength: 1 }),
  link: fc.boolean(),
  outside: fc.boolean(),
  edits: fc.array(
    fc.record({
      what: fc.constantFrom("read", "read", "nothing", "touch", "ignored"),
      which: fc.nat(),
      gone: fc.boolean(),
    }),
    { minLength: 1, maxLength: 4 },
  ),
});

function make({ layout, way, reads, link, outside }: typeof projects extends fc.Arbitrary<infer T> ? T : never) {
  const project = makeProject();
  const top = project.parent;
  const put = (name: string, text: string) => {
    mkdirSync(dirname(join(top, name)), { recursive: true });
    writeFileSync(join(top, name), text);
  };
  put("read.js", TRACER);
  put("tools/build.sh", 'cd "$(dirname "$0")" && exec node "$@"');
  put("libs/x/.keep", "");
  put(".gitignore", "ignored/\nbin/\n/builds\n");
  put("app/ignored/x", "");
  for (const place of PLACES) {
    put(place, place);
  }
  const files = [...reads];
  if (link) {
    rmSync(join(top, "libs/x/c.txt"));
    put("app/real.txt", "real");
    symlinkSync("../../app/real.txt", join(top, "libs/x/c.txt"));
  }
  if (outside) {
    const elsewhere = makeProject();
    elsewhere.write("lib/g.txt", "g");
    symlinkSync(join(elsewhere.directory, "lib"), join(top, "libs/out"));
    files.push("libs/out/g.txt");
  }
  if (layout === "git") {
    git(top, "init");
    git(top, "add", "-A");
  } else {
    const marks = { pulumi: "Pulumi.yaml", workspace: "pnpm-workspace.yaml", "lock file": "package-lock.json" };
    put(marks[layout], "{}");
  }
  const { script, from } = WAYS[way] as (typeof WAYS)[number];
  const depth = from === "tools/.." ? "" : "../";
  const build = script(join(top, "read.js"), files.map((file) => `${depth}${file}`).join(" "));
  const environment = { READS: `${top}.reads`, APP: project.directory };
  const options = {
    scripts: { build, envVars: [] },
    build: { environment },
    program: layout === "pulumi" ? top : undefined,
  };
  return { project, options, reads: environment.READS };
}

function edit(path: string, gone: boolean): void {
  if (gone) {
    rmSync(path, { force: true });
  } else {
    appendFileSync(path, "+");
  }
}

describe("an input that a build read", function () {
  this.timeout(600_000);
  afterEach(removeProjects);

  it("causes another build when it changes, and no other file does", async () => {
    const numRuns = process.env.TEST_LONG ? 150 : 6;
    let builds = 0;
    const property = fc.asyncProperty(projects, async (given) => {
      const { project, options, reads } = make(given);
      await project.make(options);
      for (const { what, which, gone } of given.edits) {
        const read: string[] = JSON.parse(readFileSync(reads, "utf8"));
        const path = read[which % read.length] ?? "";
        if (what === "read") {
          const was = existsSync(path);
          edit(path, gone);
          const changed = was || !gone;
          assert.equal(
            (await project.make(options))?.built,
            changed || false,
            `${path} ${gone ? "removed" : "changed"}`,
          );
          builds += changed ? 1 : 0;
        } else if (what === "ignored") {
          project.write("ignored/x", String(which));
          project.write("bin/other", String(which));
        } else if (what === "touch" && existsSync(path)) {
          writeFileSync(path, readFileSync(path));
        }
        const contents = read.map((file) => (existsSync(file) ? readFileSync(file, "utf8") : "none")).join("|");
        assert.equal((await project.make(options))?.built, false, `${what}: ${project.messages.join("; ")}`);
        assert.equal(project.read("bin/main.wasm").subarray(8).toString(), contents);
      }
      removeProjects();
      rmSync(reads, { force: true });
    });
    await fc.assert(property, { numRuns, seed: 15, endOnFailure: true });
    console.log(`      ${numRuns} projects, ${builds} edits of what the build read`);
  });
});
