import { realpathSync } from "node:fs";
import { delimiter, join, resolve, sep } from "node:path";
import { type BuildScript, normalizeLanguage } from "../build/languages";
import { programOutput } from "../build/programOutput";
import { type Account, coveredBy } from "../sources/account";
import { digest, type FactStore } from "../sources/facts";
import { namesIn, statOf, textOf } from "../sources/root";
import type { Sources } from "../sources/sources";
import { programNames } from "../system/commandLine";
import type { PackageRequest } from "./args";
import { type BuildEnvironment, environmentOutside } from "./environment";

/** Change this whenever the fingerprint reads or compares anything else: results of earlier formats must not count. */
const formatVersion = "2";

/**
 * Tools whose real version depends on something else (rustup, pyenv, a go.mod). Each has the command that prints the
 * version inside the project.
 */
const versionCommands: Record<string, [program: string, ...args: string[]]> = {
  rust: ["rustc", "-vV"],
  javascript: ["node", "--version"],
  assemblyscript: ["node", "--version"],
  go: ["go", "version"],
  python: ["python3", "--version"],
};

/**
 * The parts of a build that are not in files, by their names in messages. Values are digests, as they may be secret.
 */
export interface Setting {
  /** The parts that are the same on every machine. */
  everywhere: Map<string, string>;
  /** Places, and the programs that the commands run. */
  local: Map<string, string>;
  /** The files and directories that the scripts name, as absolute paths. */
  named: string[];
}

/** Reads commands, environment and programs of the build, without running anything. */
export async function readSetting(
  request: PackageRequest,
  script: BuildScript,
  { places, settings }: BuildEnvironment,
  facts: FactStore,
): Promise<Setting> {
  const everywhere = new Map([
    ["the build script", digest(script.command)],
    ["the post_build script", digest(request.scripts.postBuild ?? "")],
    ["the language", normalizeLanguage(request.language)],
  ]);
  const local = new Map<string, string>();
  for (const [target, variables] of [
    [everywhere, settings],
    [local, places],
  ] as const) {
    for (const name of Object.keys(variables).sort()) {
      if (name.toUpperCase() !== "PATH") {
        target.set(`the variable ${name}`, digest(variables[name] ?? ""));
      }
    }
  }
  const environment = { ...places, ...settings };
  const words = wordsIn([script.command, request.scripts.postBuild ?? ""].join("\n"), environment);
  const paths = words.map((word) => resolve(request.directory, word)).filter((path) => path !== sep && statOf(path));
  const texts = [...paths.filter(isFile), ...["package.json", "Makefile"].map((name) => join(request.directory, name))];
  // A binary file that a script names is no text: its words would come from the last build.
  const inTexts = texts
    .map(textOf)
    .flatMap((text) => (text.includes("\0") ? [] : wordsIn(text.slice(0, 1 << 18), environment)));
  const programs = programsOn(environment.PATH ?? "", request.directory);
  for (const word of new Set([...words, ...inTexts])) {
    const program = programs(word);
    if (program !== undefined) {
      local.set(`the program ${word}`, await facts.hashOf(program).catch(() => program));
    }
  }
  return { everywhere, local, named: [...new Set(paths)] };
}

/**
 * The version that the language's toolchain prints. This runs a program, so it is only called where a build may run.
 */
export async function toolchainVersion(request: PackageRequest): Promise<string> {
  const [program, ...args] = versionCommands[normalizeLanguage(request.language)] ?? [];
  const { directory } = request;
  const context = { directory, environment: environmentOutside(directory) };
  return program === undefined ? "" : ((await programOutput(program, args, context)) ?? "");
}

/**
 * SHA-256s in hexadecimal of everything that the result of a build depends on. Equal fingerprints mean equal results.
 */
export interface Fingerprints {
  /** Covers everything that is the same on every machine. */
  everywhere: string;
  /** Covers also what belongs to this machine. */
  here: string;
}

/**
 * The digest of a package's sources, as 16 hexadecimal digits.
 *
 * @param git the state of git, when the build uses git
 */
export function sourcesDigest(request: PackageRequest, everywhere: string, git: string | undefined): string {
  const { name, manifestText, package: { include = [] } = {} } = request;
  return digest(everywhere, git ?? "", name, manifestText, ...include).slice(0, 16);
}

/**
 * @param isLeftOut whether the file in this state is the output of a build and no source
 * @param account narrows the files that count on this machine
 */
export function fingerprintsOf(
  setting: Setting,
  sources: Sources,
  isLeftOut: (label: string, state: string) => boolean,
  account?: Account,
): Fingerprints {
  const of = (isLeft: typeof isLeftOut) =>
    digest(formatVersion, lines(setting.everywhere), lines(sources.files, isLeft));
  const everywhere = of(isLeftOut);
  const covers = account === undefined ? undefined : coveredBy(account, sources.files);
  const seen = covers === undefined ? everywhere : of((label, state) => !covers(label) || isLeftOut(label, state));
  return { everywhere, here: digest(seen, lines(setting.local), lines(sources.local, isLeftOut)) };
}

function lines(map: ReadonlyMap<string, string>, isLeftOut?: (label: string, state: string) => boolean): string {
  const result: string[] = [];
  for (const [label, state] of map) {
    if (!isLeftOut?.(label, state)) {
      result.push(`${state} ${label}`);
    }
  }
  return result.join("\0");
}

/** The words of a shell script, with the values of the variables in it. */
function wordsIn(script: string, environment: Record<string, string>): string[] {
  return script
    .replace(/\$(?:\{(\w+)\}|(\w+))/g, (_, a?: string, b?: string) => environment[a ?? b ?? ""] ?? "$")
    .replace(/(^|\s)~\//g, `$1${environment.HOME ?? "~"}/`)
    .split(/[\s;&|()<>"'`={}[\],:]+/)
    .filter((word) => /^[^-$*?]/.test(word));
}

/** Finds the program that a shell would run for a word. Follows links, and wrappers that only run another program. */
function programsOn(path: string, directory: string): (word: string) => string | undefined {
  const places = path
    .split(delimiter)
    .filter((entry) => entry !== "")
    .map((entry) => resolve(directory, entry))
    .map((place) => ({ place, names: new Set(namesIn(place)) }));
  return (word) => {
    const found = places
      .flatMap(({ place, names }) =>
        programNames(word).map((name) => ({ file: join(place, name), isThere: names.has(name) })),
      )
      .find(({ file, isThere }) => isThere && isExecutable(file));
    if (found === undefined) {
      return undefined;
    }
    const program = realpathSync(found.file);
    // Yarn writes such a wrapper for Node into a new directory on each run.
    const [first, ...lines] = (statOf(program)?.size ?? 0) < 1000 ? textOf(program).trim().split(/\n+/) : [];
    const only = first?.startsWith("#!") && lines.length === 1 ? lines[0] : undefined;
    const wrapped = /^exec "?(\/[^"\s]+)"? "\$@"$/.exec(only ?? "")?.[1];
    return wrapped !== undefined && isFile(wrapped) ? realpathSync(wrapped) : program;
  };
}

function isFile(path: string): boolean {
  return statOf(path)?.isFile() ?? false;
}

function isExecutable(path: string): boolean {
  const stats = statOf(path);
  return stats?.isFile() === true && (process.platform === "win32" || (stats.mode & 0o111) !== 0);
}
