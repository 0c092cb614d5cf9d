// Builds the two packages: first the component, as the other package imports its result. `tsc` writes types into
// `dist`, and modules into `build`. The modules of a package become one file, `dist/modules.js`. A program loads about
// a hundred of them, and finding and reading a file takes as long as running it. Modules that a program needs later are
// in a second file, `dist/later.js`.
const { execSync, spawnSync } = require("node:child_process");
const {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} = require("node:fs");
const { tmpdir } = require("node:os");
const { dirname, join, relative, resolve } = require("node:path");
const { transformSync } = require("esbuild");
const { lazily } = require("./lazily.js");
const { madeOf } = require("./madeOf.js");
const { oneFile, reachable } = require("./oneFile.js");

const root = resolve(__dirname, "..");
const packages = [
  {
    sources: "sdk",
    config: "tsconfig.build.json",
    dist: "dist",
    // The modules that programs import.
    entries: ["index", "policy/index", "internal/index"],
    // The modules that Pulumi and bin.js start.
    started: ["plugin/index", "command/index"],
    // The modules that load before everything else, and need nothing of it.
    alone: ["fast"],
    // Loads everything that this entry may need, for a process that waits for a program.
    ahead: "index",
  },
  {
    sources: "local",
    config: "local/tsconfig.build.json",
    dist: "local/dist",
    entries: ["index"],
    started: ["cli"],
    alone: [],
  },
];
const filesIn = (directory, ending) =>
  existsSync(directory) ? readdirSync(directory, { recursive: true }).filter((name) => name.endsWith(ending)) : [];

/** What a build reads: sources, settings, itself, and the packages that npm has installed. And what it writes. */
const PLACES = [
  ...["sdk", "local", "scripts", "tsconfig.json", "tsconfig.build.json", "package.json"],
  ...["node_modules/.package-lock.json", "build/sdk", "build/local", "dist"],
];
const made = () => `${process.version} ${madeOf(root, PLACES)}\n`;
const note = join(root, "build/made");
if (!existsSync(note) || readFileSync(note, "utf8") !== made()) {
  buildAll();
  writeFileSync(note, made());
}

function buildAll() {
  for (const { sources, config, dist, entries, started, alone, ahead } of packages) {
    const build = join(root, "build", sources);
    const types = join(root, dist);
    if (!existsSync(types)) {
      // `tsc` assumes that its earlier output still exists.
      rmSync(`${build}.tsbuildinfo`, { force: true });
    }
    removeStale(build, ".js", join(root, sources));
    removeStale(types, ".d.ts", join(root, sources));
    execSync(`npx tsc -p ${config}`, { cwd: root, stdio: "inherit" });
    const compiled = {};
    for (const file of filesIn(build, ".js")) {
      const code = readFileSync(join(build, file), "utf8");
      const lazy = lazily(code);
      if (lazy !== code) {
        writeFileSync(join(build, file), lazy);
      }
      compiled[file.replaceAll("\\", "/").replace(/\.js$/, "")] = lazy;
    }
    removeStrangers(types, [
      "modules",
      ...(ahead === undefined ? [] : ["later", "ahead"]),
      ...entries,
      ...started,
      ...alone,
    ]);
    const named = [...entries, ...started];
    writeModules(types, oneFile(compiled, undefined, named));
    for (const name of named) {
      writeFileSync(
        inPlace(join(types, `${name}.js`)),
        `module.exports = require("${modulesFrom(name)}")("${name}");\n`,
      );
    }
    for (const name of entries) {
      // By this Node knows which names an ES module may import.
      const names = Object.keys(require(join(types, `${name}.js`))).join(", ");
      appendFileSync(join(types, `${name}.js`), `0 && (module.exports = { ${names} });\n`);
    }
    if (ahead !== undefined) {
      const { modules, packages } = reachable(compiled, ahead);
      const names = Object.keys(compiled);
      const numbers = JSON.stringify([...modules].map((name) => names.indexOf(name)));
      const others = JSON.stringify([...packages]);
      const loads = `${numbers}.forEach(require("./modules.js").load);\n${others}.forEach((name) => require(name));\n`;
      writeFileSync(join(types, "ahead.js"), loads);
      const first = loadedFirst(types, names);
      writeModules(
        types,
        oneFile(compiled, (name) => first.has(name), named),
      );
    }
    for (const name of alone) {
      copyFileSync(join(build, `${name}.js`), inPlace(join(types, `${name}.js`)));
    }
  }
}

/**
 * Without comments and spaces, which Node would read at every start. All names stay, as some functions become programs.
 */
function writeModules(directory, { first, later }) {
  const small = { legalComments: "none", minifySyntax: true, minifyWhitespace: true, lineLimit: 120 };
  for (const [name, code] of Object.entries({ modules: first, later })) {
    if (code !== undefined) {
      writeFileSync(inPlace(join(directory, `${name}.js`)), transformSync(code, small).code);
    }
  }
}

/**
 * The modules that a program loads when it declares a small service without any request, like a unit test. The list
 * comes from running such a program: no rule says which modules are needed first.
 */
function loadedFirst(directory, names) {
  const project = mkdtempSync(join(tmpdir(), "fastly-compute-build-"));
  writeFileSync(join(project, "fastly.toml"), 'manifest_version = 3\nname = "shop"\nlanguage = "other"\n');
  writeFileSync(join(project, "main.wasm"), Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]));
  const program = `const [dist, directory] = process.argv.slice(1);
    const { ComputeService } = require(dist);
    const { runtime } = require("@pulumi/pulumi");
    const mocks = { newResource: ({ name, inputs }) => ({ id: name, state: inputs }), call: () => ({}) };
    runtime.setMocks(mocks, "shop", "dev", false, "organization");
    new ComputeService("edge", { directory, package: { path: "main.wasm" }, writeServiceId: false });
    const numbers = Object.keys(require(dist + "/modules.js").loaded);
    require("node:fs").writeSync(1, JSON.stringify(numbers));
    process.kill(process.pid);`;
  const args = ["-e", program, directory, project];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
  rmSync(project, { recursive: true });
  if (stdout === "") {
    throw new Error(`the program that shows what is loaded first has failed:\n${stderr}`);
  }
  return new Set(JSON.parse(stdout).map((number) => names[number]));
}

/** Removes output of source files that no longer exist: Node would still load it, and npm would publish it. */
function removeStale(directory, ending, sources) {
  for (const file of filesIn(directory, ending)) {
    if (!existsSync(join(sources, file.slice(0, -ending.length).concat(".ts")))) {
      rmSync(join(directory, file));
    }
  }
}

/** Removes modules of an earlier build that wrote other files. */
function removeStrangers(directory, names) {
  const own = new Set(names.map((name) => join(`${name}.js`)));
  for (const file of [".js", ".js.map", ".tsbuildinfo"].flatMap((ending) => filesIn(directory, ending))) {
    if (!own.has(file)) {
      rmSync(join(directory, file));
    }
  }
}

function modulesFrom(name) {
  const modules = join(relative(dirname(name), "."), "modules.js").replaceAll("\\", "/");
  return modules.startsWith(".") ? modules : `./${modules}`;
}

function inPlace(path) {
  mkdirSync(dirname(path), { recursive: true });
  return path;
}
