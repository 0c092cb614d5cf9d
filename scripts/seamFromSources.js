// ts-node loads this before anything else. Code that runs from `local`'s sources then takes the shared parts from the
// component's sources too, and not from `dist`. So an error's class, for example, is the same in both.
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
