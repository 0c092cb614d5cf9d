import { isUtf8 } from "node:buffer";
import { type Dirent, readdirSync } from "node:fs";
import { join } from "node:path";
import picomatch from "picomatch";

/** The patterns that choose files of a directory. */
export interface Chosen {
  /** Patterns of the files that count. Default: all files that are not hidden. */
  include: readonly string[];
  /** Patterns of files and directories that do not count. */
  exclude: readonly string[];
}

export interface FilesFound {
  /** Relative to the directory, with `/` between names. Sorted. */
  files: string[];
  /** Symbolic links. They are not followed. */
  links: string[];
  /** Names that are not valid text, with their bytes escaped. */
  notText: string[];
  /** Patterns that matched nothing. */
  unmatched: { include: string[]; exclude: string[] };
}

/** The files of a directory and of those below it. @throws Node's error for a directory that cannot be read. */
export function directoryFiles(directory: string, { include, exclude }: Chosen): FilesFound {
  const included = include.map((pattern) => new Pattern(pattern, false));
  const excluded = exclude.map((pattern) => new Pattern(pattern, true));
  const found: FilesFound = { files: [], links: [], notText: [], unmatched: { include: [], exclude: [] } };
  const visit = (above: string) => {
    const { entries, notText } = entriesOf(join(directory, above));
    for (const entry of entries) {
      const name = above + entry.name;
      if (anyMatch(excluded, name)) {
        continue;
      }
      const counts = anyMatch(included, name);
      const inBytes = notText.get(entry);
      if (inBytes !== undefined) {
        found.notText.push(above + inBytes);
      } else if (entry.isSymbolicLink()) {
        // A hidden file counts only when a pattern names it.
        if (counts || !/(^|\/)\./.test(name)) {
          found.links.push(name);
        }
      } else if (entry.isDirectory()) {
        visit(`${name}/`);
      } else if (counts) {
        found.files.push(name);
      }
    }
  };
  visit("");
  found.unmatched = { include: unmatched(included), exclude: unmatched(excluded) };
  return found;
}

/** The entries of a directory, sorted. Names that are not valid text have their bytes escaped. */
function entriesOf(directory: string): { entries: Dirent[]; notText: Map<Dirent, string> } {
  const notText = new Map<Dirent, string>();
  const entries = readdirSync(directory, { withFileTypes: true });
  // Node replaces bytes that are not valid text by this character. Only then the names are read as bytes, as that needs
  // much memory.
  if (!entries.some(({ name }) => name.includes("\ufffd"))) {
    return { entries: entries.sort(byName), notText };
  }
  // The types of Node 20 only know names as strings.
  type InBytes = Omit<Dirent, "name"> & { name: Buffer };
  const inBytes = readdirSync(directory, { withFileTypes: true, encoding: "buffer" }) as unknown as InBytes[];
  const named = inBytes.map((entry) => {
    const { name } = entry;
    const text: Dirent = Object.assign(entry, { name: String(name) });
    if (!isUtf8(name)) {
      notText.set(text, escaped(name));
    }
    return text;
  });
  return { entries: named.sort(byName), notText };
}

function byName(one: Dirent, other: Dirent): number {
  return one.name < other.name ? -1 : 1;
}

class Pattern {
  isMatched = false;
  private readonly matches: (name: string) => boolean;

  /** @param hidden whether the pattern matches names that begin with a dot, although it has no dot. */
  constructor(
    readonly text: string,
    hidden: boolean,
  ) {
    this.matches = text === "" ? () => false : picomatch(text, { dot: hidden, nonegate: true });
  }

  test(name: string): boolean {
    const matches = this.matches(name);
    this.isMatched ||= matches;
    return matches;
  }
}

/** Tries all patterns, so that each one that matches something is known. */
function anyMatch(patterns: Pattern[], name: string): boolean {
  return patterns.map((pattern) => pattern.test(name)).some(Boolean);
}

function unmatched(patterns: Pattern[]): string[] {
  return patterns.filter(({ isMatched }) => !isMatched).map(({ text }) => text);
}

function escaped(name: Buffer): string {
  return [...name]
    .map((byte) => (byte < 0x20 || byte > 0x7e ? `\\x${byte.toString(16)}` : String.fromCharCode(byte)))
    .join("");
}
