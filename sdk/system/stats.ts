import * as fs from "node:fs";

/**
 * Node's synchronous looks at a file. This package takes them from here alone, as the path may be that of a named pipe or a
 * socket. After a look at one of these, `require` takes a link to a package for the package's own place, until another file
 * is looked at. (`fs.realpathSync` with its cache asks for the kind of the last file. Seen in Node 20.) Packages that pnpm
 * has linked are then loaded a second time, and do not find what they depend on.
 */
export const statSync = ((...args: Parameters<typeof fs.statSync>) =>
  forgotten(fs.statSync(...args))) as typeof fs.statSync;

/** The same, of a link itself. */
export const lstatSync = ((...args: Parameters<typeof fs.lstatSync>) =>
  forgotten(fs.lstatSync(...args))) as typeof fs.lstatSync;

/** The same, of a file that is open. */
export const fstatSync = ((...args: Parameters<typeof fs.fstatSync>) =>
  forgotten(fs.fstatSync(...args))) as typeof fs.fstatSync;

function forgotten<T extends fs.Stats | fs.BigIntStats | undefined>(stats: T): T {
  if (stats?.isFIFO() || stats?.isSocket()) {
    fs.lstatSync("/");
  }
  return stats;
}
