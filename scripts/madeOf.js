const { createHash } = require("node:crypto");
const { existsSync, readdirSync, readFileSync } = require("node:fs");
const { join } = require("node:path");

/**
 * One name for everything that a build reads and writes. When the name is the same as after the last build, a build
 * would change nothing. So on a fresh clone `npm run demo` and `npm test` need no build after that of `npm ci`.
 *
 * @param {string} root
 * @param {string[]} places files, and directories whose files all count, except installed packages
 * @returns {string}
 */
exports.madeOf = (root, places) => {
  const hash = createHash("sha256");
  for (const place of places) {
    for (const file of filesOf(join(root, place))) {
      const bytes = readFileSync(file);
      hash.update(`${file.slice(root.length)}\n${bytes.length}\n`).update(bytes);
    }
  }
  return hash.digest("hex");
};

function filesOf(place) {
  if (!existsSync(place)) {
    return [];
  }
  const inside = readDirectory(place);
  return inside === undefined
    ? [place]
    : inside.filter((name) => name !== "node_modules").flatMap((name) => filesOf(join(place, name)));
}

/** Undefined for a file. */
function readDirectory(place) {
  try {
    return readdirSync(place).sort();
  } catch (error) {
    if (error.code === "ENOTDIR") {
      return undefined;
    }
    throw error;
  }
}
