// Makes compiled modules load their imports at the first use. A run without changes does not need half of the modules.
// Each module costs a program a third of a millisecond at its start. The sources keep ordinary imports, as their order
// does not matter: there are no cycles, and modules only define things.
//
// The compiler writes `const files_1 = require("./files");`, and uses that name only as `files_1.readTree`.
const IMPORT = /^(?:const|var) (\w+_\d+) = ((?:__importDefault\()?require\("[^"]+"\)\)?);/gm;

/**
 * @param {string} code the output of `tsc` for a file
 * @returns {string} the same, with delayed imports
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

// The form that `lazily` gives to an import of another file of the package.
const LAZY = /^let (\w+_\d+)\$; const \1\$\$ = \(\) => \1\$ \?\?= (require\("\.[^"]*"\));\n?/gm;

/**
 * @param {string} code the output of `lazily`
 * @returns {string} the same, with the files of the package loaded where they are used, and no variables for them
 */
exports.directly = (code) => {
  const loads = new Map();
  const rest = code.replace(LAZY, (_, name, load) => {
    loads.set(name, load);
    return "";
  });
  return rest.replace(/\((\w+_\d+)\$\$\(\)\)\./g, (use, name) => (loads.has(name) ? `(${loads.get(name)}).` : use));
};
