// Makes compiled modules load what they import when they first use it: half of the modules are not needed by a run in
// which nothing changes, and each costs a program a third of a millisecond at its start. Our sources keep ordinary
// imports, as their order does not matter: there are no circles, and modules do nothing but define.
//
// The compiler writes `const files_1 = require("./files");`, and uses that name only as `files_1.readTree`.
const IMPORT = /^(?:const|var) (\w+_\d+) = ((?:__importDefault\()?require\("[^"]+"\)\)?);/gm;
/**
 * What is exported again: `Object.defineProperty(exports, "Tree", { …, get: function () { return files_1.Tree; } });`. Node
 * reads for ES modules which names there are. It has them from the line `exports.Tree = void 0`, and takes back what is
 * defined by any other getter than this one.
 */
const EXPORTED_AGAIN = /^Object\.defineProperty(?=\(exports, "\w+", \{ enumerable: true, get: function)/gm;

/**
 * @param {string} code what `tsc` has made of a file
 * @returns {string} the same on the same lines, so that its source map is right
 */
exports.lazily = (code) => {
  const names = [];
  const lazy = code
    .replace(IMPORT, (_, name, load) => {
      names.push(name);
      return `let ${name}$; const ${name}$$ = () => ${name}$ ??= ${load};`;
    })
    .replace(EXPORTED_AGAIN, "(0, Object.defineProperty)");
  // In brackets, because of `new files_1.Tree()`.
  return names.reduce((text, name) => text.replaceAll(new RegExp(`\\b${name}\\.`, "g"), `(${name}$$$$()).`), lazy);
};
