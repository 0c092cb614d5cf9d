import { createHash } from "node:crypto";
import { accessSync, constants, realpathSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import type { PackageRequest } from "./args";
import { buildEnvironment } from "./environment";
import type { FactStore } from "./facts";
import { type BuildScript, normalizeLanguage } from "./languages";
import { isOutput, type Outputs } from "./outputs";
import { isInside, stat } from "./outside";
import { isAmbient } from "./references";
import type { Sources } from "./sources";
import { programOutput } from "./toolchain";

/** A build that a change of what is read, or of how it is compared, must not take for its own. */
const formatVersion = 1;

/** What changes with the terminal, the shell and the way a program is started, and no build depends on. */
const plumbing =
  /^(_|PWD|OLDPWD|SHLVL|SHELL|INIT_CWD|NODE|COLOR|COLORTERM|COLUMNS|LINES|LS_COLORS|TERM.*|EDITOR|VISUAL|PAGER|LESS.*|PS1|PROMPT.*|DISPLAY|WAYLAND_DISPLAY|WINDOWID|XDG_.*|DBUS_.*|DESKTOP_.*|GNOME_.*|SSH_.*|GPG_.*|TMUX.*|STY|ITERM_.*|LC_TERMINAL.*|VSCODE_.*|MAIL|npm_.*|NODE_CHANNEL_.*|TRACEPARENT|TRACESTATE|OTEL_.*)$/;

/** Tools that find their real version elsewhere (rustup, pyenv, a go.mod), and how they tell it from inside the project. */
const versionCommands: Record<string, [program: string, ...args: string[]][]> = {
  rust: [["rustc", "-vV"]],
  javascript: [["node", "--version"]],
  assemblyscript: [["node", "--version"]],
  go: [["go", "version"]],
  python: [["python3", "--version"]],
};

/** The part of a fingerprint that is not in files: commands, environment and toolchain. */
export interface Setting {
  fixed: unknown;
  environment: Record<string, string>;
}

/** Reads commands, environment and toolchain of the build. */
export async function readSetting(request: PackageRequest, script: BuildScript, facts: FactStore): Promise<Setting> {
  const environment = buildEnvironment(request);
  const language = normalizeLanguage(request.language);
  const commands = [script.command, request.scripts.postBuild ?? ""];
  const versions = (versionCommands[language] ?? []).map(([program, ...args]) =>
    programOutput(program, args, { directory: request.directory, environment }),
  );
  const programs: [string, string][] = [];
  for (const word of new Set(commands.join(" ").split(/[\s;&|()<>"'`$={}]+/))) {
    const path = findProgram(word, request.directory, environment.PATH ?? "");
    if (path !== undefined) {
      programs.push([word, (await facts.of(path)).hash]);
    }
  }
  const include = request.package?.include ?? [];
  return { environment, fixed: [formatVersion, language, commands, include, programs, await Promise.all(versions)] };
}

/**
 * The fingerprint of everything that can change the result of a build, as hexadecimal SHA-256. Files last written by a
 * build are left out. Equal fingerprints mean equal results; unequal ones mean nothing.
 */
export function fingerprint(setting: Setting, sources: Sources, outputs: Outputs): string {
  const files = [...sources.files]
    .filter(([path, { hash }]) => !isOutput(outputs, path, hash))
    .map(([path, { hash, executable }]) => `${executable ? "x" : "-"} ${hash} ${path}`)
    .sort();
  const commands = JSON.stringify(setting.fixed);
  const variables = Object.entries(setting.environment)
    .filter(([name]) => !plumbing.test(name))
    .filter(([name]) => !isAmbient(name) || sources.variables.has(name) || commands.includes(name))
    .map(([name, value]) => [name, name === "PATH" ? withoutNodeModules(value) : value])
    .sort();
  return createHash("sha256")
    .update(JSON.stringify([commands, variables, files]))
    .digest("hex");
}

/** `npm run` and `npx` put directories in front, which says nothing but how this program was started. */
function withoutNodeModules(path: string): string {
  return path
    .split(delimiter)
    .filter((directory) => !directory.includes("node_modules"))
    .join(delimiter);
}

/**
 * The program that a shell would run for this word, through links, or undefined. Those inside the project are sources, or
 * outputs, or installed by a lock file.
 */
function findProgram(word: string, directory: string, path: string): string | undefined {
  if (!/^[\w./+-]+$/.test(word) || word.startsWith("-")) {
    return undefined;
  }
  const places = word.includes("/") ? [directory] : path.split(delimiter).filter((place) => place !== "");
  for (const place of places) {
    const candidate = resolve(directory, place === directory ? word : join(place, word));
    try {
      accessSync(candidate, constants.X_OK);
      const real = realpathSync(candidate);
      if (stat(real)?.isFile() && !isInside(real, realpathSync(directory))) {
        return real;
      }
    } catch {
      // Not here; the next directory may have it.
    }
  }
  return undefined;
}
