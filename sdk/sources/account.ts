import { posix } from "node:path";

/** Directories, by their paths from the root, that hold all that a toolchain has read of the files below the root. */
export type Account = readonly string[];

/** What toolchains look for by name, in whichever directory: one that appears may change what they read. */
const lookedFor =
  /(^|\/)(Cargo\.(toml|lock)|rust-toolchain(\.toml)?|build\.rs|\.cargo\/.+|go\.(mod|sum|work|work\.sum)|vendor\/modules\.txt)$/;

/**
 * Whether a file counts for a build whose toolchain has given this account. A directory counts with all below it, so
 * that a new file counts that would be read. It counts with the links that lead to it, and a link counts with its
 * target.
 *
 * @param files states by path from the root, as in `Sources`
 */
export function coveredBy(account: Account, files: ReadonlyMap<string, string>): (name: string) => boolean {
  const places = new Set<string>();
  const above = new Set<string>();
  const add = (place: string) => {
    places.add(place);
    for (let path = posix.dirname(place); path !== "." && path !== "/"; path = posix.dirname(path)) {
      above.add(path);
    }
  };
  const isBelow = (name: string): boolean => {
    for (let path = name; path !== "." && path !== "/"; path = posix.dirname(path)) {
      if (places.has(path)) {
        return true;
      }
    }
    return false;
  };
  // What lies outside of the root has a way out of it, or the reference that leads there, in its name.
  const isOutside = (name: string) => name.startsWith("../") || name.includes(": ");
  const covers = (name: string) =>
    places.has(".") || above.has(name) || isBelow(name) || isOutside(name) || lookedFor.test(name);
  account.forEach(add);
  const links = [...files].filter(([, state]) => state.startsWith("l "));
  for (let known = -1; known !== places.size; ) {
    known = places.size;
    for (const [name, state] of links.filter(([name]) => covers(name))) {
      add(posix.join(posix.dirname(name), state.slice(2)));
    }
  }
  return covers;
}
