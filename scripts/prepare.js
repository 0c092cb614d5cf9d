// npm runs this after an install in this directory. In a checkout there is something to build. In the published package
// there is nothing. Pulumi installs there too, when `pulumi package add` gets its directory.
const { execSync } = require("node:child_process");
const { existsSync } = require("node:fs");
const { join, resolve } = require("node:path");

const root = resolve(__dirname, "..");
const run = (command) => execSync(command, { cwd: root, stdio: "inherit" });
if (existsSync(join(root, "sdk"))) {
  // For `pulumi package add <git URL>` Pulumi installs a checkout without the build's dependencies.
  if (!existsSync(join(root, "node_modules/typescript"))) {
    run("npm install --include=dev --ignore-scripts --no-save");
  }
  run("npm run build");
}
