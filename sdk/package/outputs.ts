import type { Source } from "./sources";

/**
 * Which contents of which files were written by builds, as hashes by path. Such a file is no source: `dist/index.js` after
 * `npm run build`. When somebody edits it, its content is another, and it counts.
 */
export type Outputs = Record<string, string[]>;

/** Enough for the outputs of the Wasm binaries that are kept. */
const contentsPerFile = 20;
const outputDirectory = /(^|\/)(bin|build|dist|out|output|pkg|target|zig-out|coverage|generated)\//;

/** Whether this state of the file was written by a build. */
export function isOutput(outputs: Outputs, path: string, hash: string): boolean {
  return outputs[path]?.includes(hash) ?? false;
}

/** What a build has changed, and what of it cannot be told from the work of somebody else. */
export interface Writes {
  /** The outputs known from now on. */
  outputs: Outputs;
  /** Files that someone may have edited while the build ran, so that its result may be of either state. */
  suspects: string[];
}

/**
 * Tells what a build wrote from what was edited meanwhile, by the sources before and after it.
 *
 * A changed file is an output when it was one before, is in a directory usual for outputs, or was changed by the last
 * build too; a new file also when git ignores it or there was no file of its kind in its directory. Everything else is
 * suspect: the build then is not remembered, so that the next run builds again.
 */
export function classifyWrites(
  before: ReadonlyMap<string, Source>,
  after: ReadonlyMap<string, Source>,
  known: Outputs,
  lastSuspects: readonly string[],
  isIgnored: (paths: string[]) => Set<string>,
): Writes {
  const kinds = new Set([...before.keys()].map(kind));
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
    (path) => before.get(path)?.hash !== after.get(path)?.hash,
  );
  const isExplained = (path: string) => {
    const hash = before.get(path)?.hash;
    return (
      (hash === undefined ? !kinds.has(kind(path)) : isOutput(known, path, hash)) ||
      outputDirectory.test(path) ||
      lastSuspects.includes(path)
    );
  };
  const unexplained = changed.filter((path) => !isExplained(path));
  const ignored = isIgnored(unexplained.filter((path) => !before.has(path)));
  const suspects = unexplained.filter((path) => !ignored.has(path));
  const outputs = { ...known };
  for (const path of changed.filter((candidate) => !suspects.includes(candidate))) {
    const hashes = [before.get(path)?.hash, after.get(path)?.hash].filter((hash) => hash !== undefined);
    outputs[path] = [...new Set([...(known[path] ?? []), ...hashes])].slice(-contentsPerFile);
  }
  return { outputs, suspects };
}

/** Directory and extension. */
function kind(path: string): string {
  const name = path.lastIndexOf("/") + 1;
  const extension = path.lastIndexOf(".");
  return `${path.slice(0, name)}*${extension < name ? "" : path.slice(extension)}`;
}
