import { posix } from "node:path";

/** The directories with everything that a toolchain has read below the root, as paths from the root. */
export type Account = readonly string[];

/** Names that toolchains look for in any directory: a new file of such a name may change what they read. */
const lookedFor =
  /(^|\/)(Cargo\.(toml|lock)|rust-toolchain(\.toml)?|build\.rs|\.cargo\/.+|go\.(mod|sum|work|work\.sum)|vendor\/modules\.txt)$/;

/**
 * Whether a file counts for a build whose toolchain has given this account. A directory counts with everything below
 * it, so that new files count that would be read. It also counts with the links that lead to it, and a link counts with
 * its target.
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
  // The name of a file outside the root begins with `../`, or with the reference that leads there.
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
