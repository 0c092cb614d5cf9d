import { join } from "node:path";
import { type Account, coveredBy } from "../sources/account";
import { patternThatLeavesOut } from "../sources/inputs";
import { pathOf } from "../sources/pathOf";
import { isInside, type Root } from "../sources/root";
import type { Sources } from "../sources/sources";
import { isOwn } from "../sources/writes";
import { readJson, writeJson } from "../system/json";
import type { Cache } from "./cache";
import type { Setting } from "./fingerprint";

type Inputs = [name: string, state: string][];

/** Everything that a build could see. */
export interface State {
  root: Root;
  setting: Setting;
  sources: Sources;
  /** The state of git. Undefined when it does not count. */
  git: string | undefined;
  /** The version that the toolchain reports. */
  version: string | undefined;
}

/** The notes of the last build. */
export interface Noted {
  inputs: Inputs;
  account?: Account;
  /** Why its result was not kept. */
  dropped?: string;
}

/** The name of the file in the cache. */
export const INPUTS_FILE = "inputs.json";

const fileOf = (cache: Cache) => join(cache.directory, INPUTS_FILE);

/** Notes what a build depended on, when its result is kept. */
export function noteInputs(cache: Cache, state: State, account: Account | undefined): void {
  writeJson(fileOf(cache), { inputs: inputsOf(state, account), account } satisfies Noted);
}

/** Notes why the result of a build is not kept. */
export function noteDropped(cache: Cache, dropped: string): void {
  writeJson(fileOf(cache), { inputs: [], dropped } satisfies Noted);
}

/**
 * Why a build is necessary: the first difference from the last build, and how to leave that out where it is possible.
 * Undefined when nothing was built here before.
 */
export function whyBuilt(cache: Cache, state: State, directory: string): string | undefined {
  const noted = readJson<Noted>(fileOf(cache));
  if (noted === undefined) {
    return undefined;
  }
  if (noted.dropped !== undefined) {
    return noted.dropped;
  }
  const { root, sources } = state;
  const last = new Map(noted.inputs);
  const now = new Map(inputsOf({ ...state, git: last.has(COMMIT) ? state.git : undefined }, noted.account));
  const names = [...new Set([...now.keys(), ...last.keys()])];
  const isWritten = (name: string, state?: string) => state === undefined || isOwn(cache.builds.writes, name, state);
  const changed = names.filter((name) => {
    const [a, b] = [last.get(name), now.get(name)];
    return a !== b && !(isWritten(name, a) && isWritten(name, b));
  });
  const [first] = changed;
  if (first === undefined) {
    return "the result of the last build has changed or is gone";
  }
  const what = !last.has(first) ? "is new" : !now.has(first) ? "is gone" : "has changed";
  const others =
    changed.length > 1 ? ` (and ${changed.length - 1} more ${changed.length === 2 ? "change" : "changes"})` : "";
  const isFile = sources.files.has(first) || (!now.has(first) && isNameOfFile(first));
  const remedy = isFile ? howToIgnore(pathOf(first, root.path), what, directory, root.path) : "";
  return `${first} ${what}${others}${remedy}`;
}

/** How to ignore a file. Nothing for a file of the project that was there before: it is a source, most likely. */
function howToIgnore(path: string, what: string, directory: string, root: string): string {
  return what === "is new" || !isInside(path, directory)
    ? `; to ignore this file, add ${JSON.stringify(patternThatLeavesOut(path, directory, root))} to build.inputs`
    : "";
}

/** Whether the name of an input that is gone was that of a file which `build.inputs` can leave out. */
function isNameOfFile(name: string): boolean {
  return !name.startsWith("the ") && !name.startsWith("../") && !name.split("/").includes("node_modules");
}

const COMMIT = "the commit, branch or tag";
const VERSION = "the toolchain's version";

function inputsOf({ setting, sources: { files, local }, git, version }: State, account?: Account): Inputs {
  const said: [string, string | undefined][] = [
    [VERSION, version],
    [COMMIT, git],
  ];
  const known = said.filter((entry): entry is [string, string] => entry[1] !== undefined);
  const covers = account === undefined ? undefined : coveredBy(account, files);
  const covered = [...files].filter(([name]) => covers?.(name) ?? true);
  return [...setting.everywhere, ...setting.local, ...known, ...covered, ...local];
}
