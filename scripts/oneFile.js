const { posix } = require("node:path");

const HEAD = `const loaded = new Map();
function load(name) {
  let module = loaded.get(name);
  if (module === undefined) {
    module = { exports: {} };
    loaded.set(name, module);
    (modules[name] ?? later()[name])(module, module.exports);
  }
  return module.exports;
}
load.loaded = loaded;
module.exports = load;
let others;
const later = () => others ??= require("./later.js");
`;

// No function around the modules: V8 would read all of them twice, first to find its end.
const LATER = 'const load = require("./modules.js");\n';

// A function that the compiler writes into each file that needs it. One for all is a tenth of the text less.
const HELPER = /^var (__\w+) = \(this && this\.\1\)[\s\S]*?^\}.*;\n/gm;

/**
 * One file of many modules, each of which is a function that runs when it is first loaded. The text of a module stays as it
 * is, but for how it loads the others: `require("./files")`, as the compiler writes it. A second file has those that are
 * needed later, if at all: Node reads a file to its end before it runs any of it.
 *
 * @param {Record<string, string>} modules the code of each, by its path without an ending
 * @param {(name: string) => boolean} isFirst which of them are in the first file
 * @returns {{ first: string, later?: string }} `first` is a module that is a function: it loads the module of a path. It finds
 *   `later` as `later.js` beside itself
 */
exports.oneFile = (modules, isFirst = () => true) => {
  const helpers = new Map();
  const parts = { first: [], later: [] };
  for (const [name, code] of Object.entries(modules)) {
    const alone = code.replace(HELPER, (text, helper) => {
      if ((helpers.get(helper) ?? text) !== text) {
        throw new Error(`${name} has another ${helper}`);
      }
      helpers.set(helper, text);
      return "";
    });
    const joined = alone.replace(/\brequire\("(\.[^"]*)"\)/g, (_, path) => `load("${found(modules, name, path)}")`);
    if (isFirst(name)) {
      // In brackets: V8 then compiles it at once, and does not read it a second time when it is called.
      parts.first.push(`"${name}": (function (module, exports) {\n${joined}\n}),\n`);
    } else {
      parts.later.push(`"${name}"(module, exports) {\n${joined}\n},\n`);
    }
  }
  const start = `"use strict";\n${[...helpers.values()].join("")}`;
  return {
    first: `${start}${HEAD}const modules = {\n${parts.first.join("")}};\n`,
    later: parts.later.length === 0 ? undefined : `${start}${LATER}module.exports = {\n${parts.later.join("")}};\n`,
  };
};

/**
 * All that a module may load, at once or later: modules by their paths, and packages.
 *
 * @param {Record<string, string>} modules the code of each
 * @param {string} from the path of one
 */
exports.reachable = (modules, from) => {
  const reached = { modules: new Set([from]), packages: new Set() };
  for (const name of reached.modules) {
    for (const [, path] of modules[name].matchAll(/(?<![.\w])require\("([^"]+)"\)/g)) {
      if (path.startsWith(".")) {
        reached.modules.add(found(modules, name, path));
      } else {
        reached.packages.add(path);
      }
    }
  }
  return reached;
};

function found(modules, from, path) {
  const name = posix.join(posix.dirname(from), path);
  const there = [name, posix.join(name, "index")].find((each) => Object.hasOwn(modules, each));
  if (there === undefined) {
    throw new Error(`${from} loads ${path}, which was not compiled`);
  }
  return there;
}
