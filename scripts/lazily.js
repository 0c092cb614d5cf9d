// Makes compiled modules load what they import when they first use it: half of the modules are not needed by a run in
// which nothing changes, and each costs a program a third of a millisecond at its start. Our sources keep ordinary
// imports, as their order does not matter: there are no circles, and modules do nothing but define.
//
// The compiler writes `const files_1 = require("./files");`, and uses that name only as `files_1.readTree`.
const IMPORT = /^(?:const|var) (\w+_\d+) = ((?:__importDefault\()?require\("[^"]+"\)\)?);/gm;

/**
 * @param {string} code what `tsc` has made of a file
 * @returns {string} the same, with imports that are made later
 */
exports.lazily = (code) => {
  const names = [];
  const lazy = code.replace(IMPORT, (_, name, load) => {
    names.push(name);
    return `let ${name}$; const ${name}$$ = () => ${name}$ ??= ${load};`;
  });
  // In brackets, because of `new files_1.Tree()`.
  return names.reduce((text, name) => text.replaceAll(new RegExp(`\\b${name}\\.`, "g"), `(${name}$$$$()).`), lazy);
};
