import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { rmSync } from "../system/stats";
import { digest } from "./facts";
import { namesIn, statOf, textOf } from "./root";

/**
 * The state of a git work tree apart from its files: the commit, the branch, the tags. Builds put it into version
 * numbers: by `git describe`, and Go by default.
 *
 * @param git git's own directory. Undefined without git.
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

/** Notices whether a build calls git, so that nobody has to guess that from texts. */
export interface GitWatch {
  /** The `PATH` for the build. */
  path: string;
  hasAsked(): boolean;
}

/**
 * Puts a `git` in front of the real one on the `PATH`. It leaves a mark, and then runs the real one.
 *
 * @param directory a directory for this `git` alone
 */
export function watchGit(path: string, directory: string): GitWatch {
  const real = path
    .split(delimiter)
    .map((place) => join(place, "git"))
    .find((program) => statOf(program)?.isFile());
  const mark = join(directory, "asked");
  if (process.platform === "win32") {
    // On Windows a shell script is no program, so the commit always counts.
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
