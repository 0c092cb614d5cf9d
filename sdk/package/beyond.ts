import { realpathSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileStamp } from "../sources/facts";
import { isInside } from "../sources/root";
import { whereReferencesBegin } from "../sources/sources";
import { readJson } from "../system/json";
import { statSync } from "../system/stats";
import { cacheDirectory } from "./cache";
import { INPUTS_FILE, type Noted } from "./why";

/** The same as `sourcesBeyond`, whenever it is asked. What a build has noted is read once. */
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
  const inputs = readJson<Partial<Noted>>(notedIn(directory))?.inputs;
  return Array.isArray(inputs) ? inputs.map(([name]) => name) : [];
}

function notedIn(directory: string): string {
  return join(cacheDirectory(directory), INPUTS_FILE);
}

/** `app/Cargo.toml: ../lib/src/main.rs` names what the file refers to, from where that is. */
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
