import { join, relative, resolve, sep } from "node:path";
import picomatch from "picomatch";
import { sourcesError } from "./errors";
import { isInside, nameIn } from "./root";

/** The files that count by `build.inputs`. */
export interface Selection {
  /** The absolute paths at which to look for files. */
  starts: string[];
  /** Whether only a part of the files below the root counts. */
  narrows: boolean;
  /** Whether the file at this path counts. */
  has(path: string): boolean;
  /** Whether the file is left out by name. */
  leavesOut(path: string): boolean;
  /** @throws ComputeError for a pattern that has matched nothing so far. */
  check(): void;
}

/**
 * The files that `build.inputs` selects. Without a pattern below the root that is all of the root. Otherwise it is what
 * the patterns match, and the whole directory of the project when no pattern is about it. Patterns for elsewhere add
 * files. `!` leaves files out.
 */
export function selectInputs(patterns: readonly string[], directory: string, root: string): Selection {
  const left = patterns.filter((text) => text.startsWith("!")).map((text) => patternOf(text.slice(1), directory));
  const taken = patterns.filter((text) => !text.startsWith("!")).map((text) => patternOf(text, directory));
  const below = (place: string) => taken.some(({ base }) => isInside(base, place));
  const whole = !below(root) ? root : below(directory) ? undefined : directory;
  const used = new Set<Pattern>();
  const leavesOut = (path: string) => left.some(({ matches }) => matches(path));
  return {
    starts: [...(whole === undefined ? [] : [whole]), ...taken.map(({ base }) => base)],
    narrows: whole !== root,
    leavesOut,
    has(path) {
      let counts = whole !== undefined && isInside(path, whole);
      for (const pattern of taken) {
        if (pattern.matches(path)) {
          used.add(pattern);
          counts = true;
        }
      }
      return counts && !leavesOut(path);
    },
    check() {
      const unused = taken.filter((pattern) => !used.has(pattern)).map(({ text }) => text);
      if (unused.length > 0) {
        throw sourcesError("inputs-match-nothing", { patterns: unused, directory });
      }
    },
  };
}

interface Pattern {
  text: string;
  /** The directory or file before the first glob character. */
  base: string;
  matches(path: string): boolean;
}

/** A pattern without glob characters is a file, or a whole directory. */
function patternOf(text: string, directory: string): Pattern {
  const { base, glob } = picomatch.scan(text);
  const start = resolve(directory, base);
  const isMatch = glob === "" ? undefined : picomatch(glob, { dot: true });
  return {
    text,
    base: start,
    matches: (path) => isInside(path, start) && (isMatch === undefined || isMatch(nameIn(path, start))),
  };
}

/**
 * The pattern that leaves a file out: its directory below the root. In the project's directory, at the top and outside
 * the root, it is the file itself.
 */
export function patternThatLeavesOut(path: string, directory: string, root: string): string {
  const [first = "", ...rest] = relative(root, path).split(sep);
  const isOwn = isInside(path, directory) || isInside(directory, join(root, first));
  const isAlone = isOwn || rest.length === 0;
  const place = nameIn(isAlone ? path : join(root, first), directory);
  const all = isAlone ? "" : "/**";
  // A name can have characters that are special in a pattern. `?` stands for any character.
  const isPlain = patternOf(place + all, directory).matches(path);
  return `!${isPlain ? place : place.replace(/[!()[\]{}*+@|\\]/g, "?")}${all}`;
}
