import { join } from "node:path";
import { type Account, coveredBy } from "../sources/account";
import { patternThatLeavesOut } from "../sources/inputs";
import type { Root } from "../sources/root";
import type { Sources } from "../sources/sources";
import { isOwn } from "../sources/writes";
import { FILE_LIMITS, readRegularText } from "../system/files";
import { writeJson } from "../system/json";
import type { Cache } from "./cache";
import type { Setting } from "./fingerprint";

type Inputs = [name: string, state: string][];

interface Noted {
  inputs: Inputs;
  account?: Account;
}

/** Keeps what the last build that is remembered depended on. */
export function noteInputs(
  cache: Cache,
  setting: Setting,
  sources: Sources,
  git: string | undefined,
  account: Account | undefined,
): void {
  const noted: Noted = { inputs: inputsOf(setting, sources, git, account), account };
  writeJson(join(cache.directory, "inputs.json"), noted);
}

/**
 * What made a build necessary: the first thing that is not as it was for the last one, and how it is left out where that
 * can be. Undefined when there was none.
 */
export function whyBuilt(
  cache: Cache,
  setting: Setting,
  sources: Sources,
  git: string,
  directory: string,
  root: Root,
): string | undefined {
  let last: Map<string, string>;
  let account: Account | undefined;
  try {
    const noted = JSON.parse(readRegularText(join(cache.directory, "inputs.json"), FILE_LIMITS.data)) as Noted;
    last = new Map(noted.inputs);
    account = noted.account;
  } catch {
    return undefined;
  }
  const now = new Map(inputsOf(setting, sources, last.has(COMMIT) ? git : undefined, account));
  const names = [...new Set([...now.keys(), ...last.keys()])];
  const isWritten = (name: string, state?: string) => state === undefined || isOwn(cache.builds.writes, name, state);
  const changed = names.filter((name) => {
    const [a, b] = [last.get(name), now.get(name)];
    return a !== b && !(isWritten(name, a) && isWritten(name, b));
  });
  const [first] = changed;
  if (first === undefined) {
    return "its last result is not there any more, or the toolchain is another one";
  }
  const what = !last.has(first) ? "is new" : !now.has(first) ? "is gone" : "has changed";
  const others = changed.length > 1 ? `, and ${changed.length - 1} more` : "";
  const path = join(root.path, first);
  const isFile = sources.files.has(first) || (!now.has(first) && !first.startsWith("the "));
  const remedy =
    isFile && !path.startsWith(directory)
      ? `; to leave it out, set build.inputs to [${JSON.stringify(patternThatLeavesOut(path, directory, root.path))}]`
      : "";
  return `${first} ${what}${others}${remedy}`;
}

const COMMIT = "the commit, branch or tag";

function inputsOf(setting: Setting, { files, local }: Sources, git: string | undefined, account?: Account): Inputs {
  const settings = [...setting.everywhere, ...setting.local, ...(git === undefined ? [] : ([[COMMIT, git]] as Inputs))];
  const covers = account === undefined ? undefined : coveredBy(account, files);
  return [...settings, ...[...files].filter(([name]) => covers?.(name) ?? true), ...local];
}
