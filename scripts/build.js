// Compiles sdk to dist. What was compiled from a file that is no longer there goes first: Node would still load it, in the
// place of a directory of the same name, and npm would publish it.
const { execSync } = require("node:child_process");
const { existsSync, readdirSync, rmSync } = require("node:fs");
const { join, resolve } = require("node:path");

const root = resolve(__dirname, "..");
const dist = join(root, "dist");
const compiled = existsSync(dist) ? readdirSync(dist, { recursive: true }) : [];
for (const file of compiled.filter((name) => /\.(js|js\.map|d\.ts)$/.test(name))) {
  if (!existsSync(join(root, "sdk", file.replace(/\.(js|js\.map|d\.ts)$/, ".ts")))) {
    rmSync(join(dist, file));
  }
}
execSync("npx tsc -p tsconfig.build.json", { cwd: root, stdio: "inherit" });
