import { realpathSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { isInside } from "../sources/root";
import { FILE_LIMITS, readRegularText } from "../system/files";
import { cacheDirectory } from "./cache";
import { INPUTS_FILE, type Noted } from "./why";

/**
 * The directories beyond the root in which the last build has sources: behind links, and of local dependencies. None of
 * them is below another one.
 *
 * @param directory the project's directory
 * @param root the directory that holds whatever else a build is expected to see; both without links
 */
export function sourcesBeyond(directory: string, root: string): string[] {
  const real = remembered((path) => {
    try {
      return realpathSync(path);
    } catch {
      return undefined;
    }
  });
  const found = new Set<string>();
  for (const name of namesIn(directory)) {
    const path = pathOf(name, root);
    // A link that is a file is not in the directory that it is found in.
    const inside = real(dirname(path));
    const place =
      inside === undefined || !isInside(inside, root) ? inside : name.endsWith("/") ? real(path) : undefined;
    if (place !== undefined && !isInside(place, root) && !isInside(root, place)) {
      found.add(place);
    }
  }
  return [...found].filter((path) => ![...found].some((other) => other !== path && isInside(path, other))).sort();
}

function namesIn(directory: string): string[] {
  try {
    const noted = JSON.parse(readRegularText(join(cacheDirectory(directory), INPUTS_FILE), FILE_LIMITS.data)) as Noted;
    return noted.inputs.map(([name]) => name);
  } catch {
    return [];
  }
}

/** `app/Cargo.toml: ../lib/src/main.rs` names what the file refers to, from where that is. */
function pathOf(name: string, root: string): string {
  const [, from, to] = /^(.*?\.(?:json|toml|mod|work)): (.*)$/.exec(name) ?? [];
  if (from === undefined || to === undefined) {
    return join(root, name);
  }
  const directory = dirname(join(root, from));
  return resolve(/[\\/]\.cargo$/.test(directory) ? dirname(directory) : directory, to);
}

function remembered<T>(find: (path: string) => T): (path: string) => T {
  const known = new Map<string, T>();
  return (path) => {
    const found = known.has(path) ? (known.get(path) as T) : find(path);
    known.set(path, found);
    return found;
  };
}
