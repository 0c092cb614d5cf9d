import { realpathSync } from "node:fs";
import { isAbsolute, relative, resolve, sep } from "node:path";

/**
 * Whether a file is inside the project's directory. This is for files that the project itself chooses: its manifest
 * names them, or they are in the project. Links are followed. Only the user may publish a file outside:
 * `../../.ssh/id_ed25519`, `/proc/self/environ`. A missing file is judged by its path.
 */
export function isInsideProject(directory: string, file: string): boolean {
  const path = resolve(directory, file);
  const root = realOf(directory);
  const real = realOf(path);
  return real === undefined || root === undefined ? isBelow(path, resolve(directory)) : isBelow(real, root);
}

function realOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

function isBelow(path: string, directory: string): boolean {
  const way = relative(directory, path);
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
