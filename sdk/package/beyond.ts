import { realpathSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileStamp } from "../sources/facts";
import { isInside } from "../sources/root";
import { whereReferencesBegin } from "../sources/sources";
import { readJson } from "../system/json";
import { statSync } from "../system/stats";
import { cacheDirectory } from "./cache";
import { INPUTS_FILE, type Noted } from "./why";

/** `sourcesBeyond` as a function to call repeatedly. It reads the notes of the last build once. */
export function openSourcesBeyond(directory: string, root: string): () => string[] {
  const noted = notedIn(directory);
  let last: { stamp: string | undefined; places: string[] } | undefined;
  return () => {
    const stats = statSync(noted, { throwIfNoEntry: false });
    const stamp = stats && fileStamp(stats);
    if (last === undefined || last.stamp !== stamp) {
      last = { stamp, places: sourcesBeyond(directory, root) };
    }
    return last.places;
  };
}

/**
 * The directories outside the root where the last build has sources: behind links, and of local dependencies. None of
 * them is below another one.
 *
 * @param directory the project's directory
 * @param root the directory with all other files that a build is expected to see. Both paths are without links.
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
    // A link to a file may lead to another directory than its own.
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
  const inputs = readJson<Partial<Noted>>(notedIn(directory))?.inputs;
  return Array.isArray(inputs) ? inputs.map(([name]) => name) : [];
}

function notedIn(directory: string): string {
  return join(cacheDirectory(directory), INPUTS_FILE);
}

/**
 * The path behind a name such as `app/Cargo.toml: ../lib/src/main.rs`: the file named first refers to the second,
 * relative to itself.
 */
function pathOf(name: string, root: string): string {
  const [, from, to] = /^(.*?\.(?:json|toml|mod|work)): (.*)$/.exec(name) ?? [];
  if (from === undefined || to === undefined) {
    return join(root, name);
  }
  return resolve(whereReferencesBegin(join(root, from)), to);
}

function remembered<T>(find: (path: string) => T): (path: string) => T {
  const known = new Map<string, T>();
  return (path) => {
    const found = known.has(path) ? (known.get(path) as T) : find(path);
    known.set(path, found);
    return found;
  };
}
