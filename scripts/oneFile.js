const { posix } = require("node:path");

const HEAD = `const loaded = new Map();
function load(name) {
  let module = loaded.get(name);
  if (module === undefined) {
    module = { exports: {} };
    loaded.set(name, module);
    modules[name](module, module.exports);
  }
  return module.exports;
}
module.exports = load;
const modules = {
`;

// A function that the compiler writes into each file that needs it. One for all is a tenth of the text less.
const HELPER = /^var (__\w+) = \(this && this\.\1\)[\s\S]*?^\}.*;\n/gm;

/**
 * One file of many modules, each of which is a function that runs when it is first loaded. The text of a module stays as it
 * is, but for how it loads the others: `require("./files")`, as the compiler writes it.
 *
 * @param {Record<string, string>} modules the code of each, by its path without an ending
 * @returns {string} a module that is a function: it loads the module of a path
 */
exports.oneFile = (modules) => {
  const helpers = new Map();
  const functions = Object.entries(modules).map(([name, code]) => {
    const alone = code.replace(HELPER, (text, helper) => {
      if ((helpers.get(helper) ?? text) !== text) {
        throw new Error(`${name} has another ${helper}`);
      }
      helpers.set(helper, text);
      return "";
    });
    const joined = alone.replace(/\brequire\("(\.[^"]*)"\)/g, (_, path) => `load("${found(modules, name, path)}")`);
    return `"${name}"(module, exports) {\n${joined}\n},\n`;
  });
  return `"use strict";\n${[...helpers.values()].join("")}${HEAD}${functions.join("")}};\n`;
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
