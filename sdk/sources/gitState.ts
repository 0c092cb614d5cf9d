import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { rmSync } from "../system/stats";
import { digest } from "./facts";
import { namesIn, statOf, textOf } from "./root";

/**
 * What git tells of a work tree apart from its files: the commit, the branch, the tags. Builds put them into versions:
 * `git describe`, and Go without being asked.
 *
 * @param git its own directory; undefined where there is none
 */
export function gitState(git: string | undefined): string {
  if (git === undefined) {
    return "none";
  }
  const common = join(git, textOf(join(git, "commondir")).trim());
  const packed = textOf(join(common, "packed-refs")).split("\n");
  const head = textOf(join(git, "HEAD")).trim();
  const branch = /^ref: (.+)/.exec(head)?.[1] ?? "";
  const commit =
    textOf(join(git, branch)) || textOf(join(common, branch)) || packed.find((line) => line.endsWith(` ${branch}`));
  const tags = [
    ...packed.filter((line) => line.includes(" refs/tags/")),
    ...namesIn(join(common, "refs/tags")).map((tag) => `${textOf(join(common, "refs/tags", tag)).trim()} ${tag}`),
  ];
  return digest(head, commit ?? "", ...tags);
}

/** Tells whether a build asks git for something, so that nobody has to guess it from texts. */
export interface GitWatch {
  /** The `PATH` for the build. */
  path: string;
  hasAsked(): boolean;
}

/**
 * Puts a `git` in front of the real one that leaves a mark before it runs that.
 *
 * @param directory for it, of its own
 */
export function watchGit(path: string, directory: string): GitWatch {
  const real = path
    .split(delimiter)
    .map((place) => join(place, "git"))
    .find((program) => statOf(program)?.isFile());
  const mark = join(directory, "asked");
  if (process.platform === "win32") {
    // The commit counts always: a shell script is no program there.
    return { path, hasAsked: () => true };
  }
  if (real === undefined) {
    return { path, hasAsked: () => false };
  }
  const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
  mkdirSync(directory, { recursive: true });
  rmSync(mark, { force: true });
  writeFileSync(join(directory, "git"), `#!/bin/sh\n: > ${quote(mark)}\nexec ${quote(real)} "$@"\n`);
  chmodSync(join(directory, "git"), 0o755);
  return { path: directory + delimiter + path, hasAsked: () => statOf(mark) !== undefined };
}
