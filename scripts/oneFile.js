const { posix } = require("node:path");
const { directly } = require("./lazily.js");

// No module has this name. A function `load` of a module would hide a shorter name.
const LOAD = "$load";
const OWN_LOAD = /(?<![\w$])\$load(?![\w$])/;

// Modules have numbers, as their paths would be read a thousand times. Only modules that others load have names.
const HEAD = `const loaded = [];
function ${LOAD}(number) {
  return loaded[number] ?? run(number);
}
function run(number) {
  const module = { exports: {} };
  loaded[number] = module.exports;
  (modules[number] ?? later()[number])(module, module.exports);
  return module.exports;
}
let others;
const later = () => others ??= require("./later.js");
module.exports = (name) => ${LOAD}(numbers[name]);
Object.assign(module.exports, { load: ${LOAD}, loaded });
`;

// No function around the modules: V8 would read all of them twice, first to find the function's end.
const LATER = `const { load: ${LOAD} } = require("./modules.js");\n`;

// The lines that the compiler writes on top of each file. One copy serves all modules. Only named modules keep these
// lines.
const PREFACE = /^"use strict";\n|^Object\.defineProperty\(exports, "__esModule", \{ value: true \}\);\n/gm;

// A helper that the compiler writes into each file that needs it. Sharing one saves a tenth of the text.
const HELPER = /^var (__\w+) = \(this && this\.\1\)[\s\S]*?^\}.*;\n/gm;

/**
 * Makes one file of many modules. Each module is a function that runs when the module is first loaded. Its text stays
 * the same, except for the way it loads other modules: `require("./files")`, as the compiler writes it. A second file
 * has the modules that are needed later or never: Node reads a whole file before it runs any of it.
 *
 * @param {Record<string, string>} modules the code of each, by its path without an ending
 * @param {(name: string) => boolean} isFirst which modules belong into the first file
 * @param {string[]} named the modules that others load by name. Inside the files a module is a number: its place in
 * `modules`
 * @returns {{ first: string, later?: string }} `first` is a module that is a function: it loads the module of a path.
 * It finds `later` as `later.js` beside itself
 */
exports.oneFile = (modules, isFirst = () => true, named = Object.keys(modules)) => {
  const numbers = new Map(Object.keys(modules).map((name, number) => [name, number]));
  const helpers = new Map();
  const parts = { first: [], later: [] };
  for (const [name, code] of Object.entries(modules)) {
    if (OWN_LOAD.test(code)) {
      throw new Error(`${name} has a ${LOAD} of its own`);
    }
    const alone = code.replace(HELPER, (text, helper) => {
      if ((helpers.get(helper) ?? text) !== text) {
        throw new Error(`${name} has another ${helper}`);
      }
      helpers.set(helper, text);
      return "";
    });
    const joined = directly(alone)
      .replace(named.includes(name) ? "" : PREFACE, "")
      .replace(/\brequire\("(\.[^"]*)"\)/g, (_, path) => `${LOAD}(${numbers.get(found(modules, name, path))})`);
    const number = numbers.get(name);
    if (isFirst(name)) {
      // In brackets: V8 then compiles the function at once, instead of reading it a second time when it is called.
      parts.first.push(`// ${name}\n${number}: (function (module, exports) {\n${joined}\n}),\n`);
    } else {
      parts.later.push(`// ${name}\n${number}(module, exports) {\n${joined}\n},\n`);
    }
  }
  const ofNamed = JSON.stringify(Object.fromEntries(named.map((name) => [name, numbers.get(name)])));
  const start = `"use strict";\n${[...helpers.values()].join("")}`;
  return {
    first: `${start}${HEAD}const numbers = ${ofNamed};\nconst modules = {\n${parts.first.join("")}};\n`,
    later: parts.later.length === 0 ? undefined : `${start}${LATER}module.exports = {\n${parts.later.join("")}};\n`,
  };
};

/**
 * Everything that a module may load, at once or later: modules by their paths, and packages.
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
