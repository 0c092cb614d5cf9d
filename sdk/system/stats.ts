import * as fs from "node:fs";

/**
 * Node's synchronous looks at a file. This package takes them from here alone, as the path may be that of a named pipe or a
 * socket. After a look at one of these, `require` takes a link to a package for the package's own place, until another file
 * is looked at. (`fs.realpathSync` with its cache asks for the kind of the last file. Seen in Node 20.) Packages that pnpm
 * has linked are then loaded a second time, and do not find what they depend on.
 */
export const statSync = ((...args: Parameters<typeof fs.statSync>) =>
  afterwards(fs.statSync(...args))) as typeof fs.statSync;

/** The same, of a link itself. */
export const lstatSync = ((...args: Parameters<typeof fs.lstatSync>) =>
  afterwards(fs.lstatSync(...args))) as typeof fs.lstatSync;

/** The same, of a file that is open. */
export const fstatSync = ((...args: Parameters<typeof fs.fstatSync>) =>
  afterwards(fs.fstatSync(...args))) as typeof fs.fstatSync;

/** The same, of what is removed: Node looks at each file that it removes. */
export const rmSync: typeof fs.rmSync = (path, options) => {
  fs.rmSync(path, options);
  lookElsewhere();
};

function afterwards<T extends fs.Stats | fs.BigIntStats | undefined>(stats: T): T {
  if (stats?.isFIFO() || stats?.isSocket()) {
    lookElsewhere();
  }
  return stats;
}

function lookElsewhere(): void {
  fs.lstatSync("/");
}
