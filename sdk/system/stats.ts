import * as fs from "node:fs";

/**
 * Node's synchronous stat functions. This package uses them from here only, because of a bug seen in Node 20. The bug
 * starts with the stat of a named pipe or a socket. It ends with the next stat of another file. Meanwhile `require`
 * takes a link to a package for the package's own place. (`fs.realpathSync` with its cache asks for the kind of the
 * last file.) Packages linked by pnpm are then loaded a second time, and do not find their dependencies.
 */
export const statSync = ((...args: Parameters<typeof fs.statSync>) =>
  afterwards(fs.statSync(...args))) as typeof fs.statSync;

/** The same for a link itself. */
export const lstatSync = ((...args: Parameters<typeof fs.lstatSync>) =>
  afterwards(fs.lstatSync(...args))) as typeof fs.lstatSync;

/** The same for an open file. */
export const fstatSync = ((...args: Parameters<typeof fs.fstatSync>) =>
  afterwards(fs.fstatSync(...args))) as typeof fs.fstatSync;

/** The same for removing: Node stats each file that it removes. */
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
