import { resolve } from "node:path";
import { isInside, realOf } from "./root";
import { whereReferencesBegin } from "./sources";

/**
 * The path of a source by its name in {@link Sources}. `build.inputs` takes a path without links. So a file outside the
 * root, behind a link or a reference, has its own path.
 */
export function pathOf(name: string, root: string): string {
  const [first = "", ...references] = name.split(/: (?=\.{0,2}\/)/);
  const path = references.reduce(
    (file, reference) => resolve(whereReferencesBegin(file), reference),
    resolve(root, first),
  );
  const real = realOf(path) ?? path;
  return isInside(real, root) ? path : real;
}
