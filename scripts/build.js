// Compiles the two packages, the component first, as the other one imports what was compiled of it. What was compiled from
// a file that is no longer there goes: Node would still load it, in the place of a directory of the same name, and npm
// would publish it.
const { execSync } = require("node:child_process");
const { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } = require("node:fs");
const { join, resolve } = require("node:path");
const { lazily } = require("./lazily.js");

const root = resolve(__dirname, "..");
const packages = [
  { sources: "sdk", dist: "dist", config: "tsconfig.build.json" },
  { sources: "local", dist: "local/dist", config: "local/tsconfig.build.json" },
];
const filesIn = (dist) => (existsSync(join(root, dist)) ? readdirSync(join(root, dist), { recursive: true }) : []);

for (const { sources, dist, config } of packages) {
  for (const file of filesIn(dist).filter((name) => /\.(js|js\.map|d\.ts)$/.test(name))) {
    if (!existsSync(join(root, sources, file.replace(/\.(js|js\.map|d\.ts)$/, ".ts")))) {
      rmSync(join(root, dist, file));
    }
  }
  execSync(`npx tsc -p ${config}`, { cwd: root, stdio: "inherit" });
  for (const file of filesIn(dist).filter((name) => name.endsWith(".js"))) {
    const path = join(root, dist, file);
    const code = readFileSync(path, "utf8");
    const lazy = lazily(code);
    if (lazy !== code) {
      writeFileSync(path, lazy);
    }
  }
}
