const { posix } = require("node:path");

const HEAD = `"use strict";
const loaded = new Map();
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

/**
 * One file of many modules, each of which is a function that runs when it is first loaded. The text of a module stays as it
 * is, but for how it loads the others: `require("./files")`, as the compiler writes it.
 *
 * @param {Record<string, string>} modules the code of each, by its path without an ending
 * @returns {string} a module that is a function: it loads the module of a path
 */
exports.oneFile = (modules) => {
  const functions = Object.entries(modules).map(([name, code]) => {
    const joined = code.replace(/\brequire\("(\.[^"]*)"\)/g, (_, path) => `load("${found(modules, name, path)}")`);
    return `"${name}"(module, exports) {\n${joined}\n},\n`;
  });
  return `${HEAD}${functions.join("")}};\n`;
};

function found(modules, from, path) {
  const name = posix.join(posix.dirname(from), path);
  const there = [name, posix.join(name, "index")].find((each) => Object.hasOwn(modules, each));
  if (there === undefined) {
    throw new Error(`${from} loads ${path}, which was not compiled`);
  }
  return there;
}
