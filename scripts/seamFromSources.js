// ts-node loads this before anything else. What runs from the sources of `local` takes what it shares with the component
// from the component's sources as well, and not from `dist`: an error's class, for one, is then the same in both.
const Module = require("node:module");
const { resolve, sep } = require("node:path");

const seam = "pulumi-fastly-compute/internal";
const root = resolve(__dirname, "..");
const local = resolve(root, "local") + sep;
const resolveFilename = Module._resolveFilename;

Module._resolveFilename = function (request, parent, ...others) {
  const fromSources = request === seam && parent?.filename?.startsWith(local) && parent.filename.endsWith(".ts");
  return fromSources ? resolve(root, "sdk/internal/index.ts") : resolveFilename.call(this, request, parent, ...others);
};
