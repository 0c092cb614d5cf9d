import type { SpawnOptions } from "node:child_process";

/** How a process is started. */
export interface CommandLine {
  file: string;
  args: string[];
  options: Pick<SpawnOptions, "windowsVerbatimArguments">;
}

/**
 * A program that is asked for something. On Windows many are no programs but scripts, such as `npm.cmd`, which only a shell
 * starts.
 */
export function programLine(
  program: string,
  args: readonly string[],
  platform: string = process.platform,
): CommandLine {
  return platform === "win32"
    ? shellLine([program, ...args].map(quoted).join(" "), platform)
    : { file: program, args: [...args], options: {} };
}

/**
 * A command for the shell of Windows, as Node's own `shell: true` starts it: with quotes around all of it, which the shell
 * takes off. Node would write a backslash before each quote in it, and the shell takes that for a part of the word.
 */
export function shellLine(command: string, platform: string = process.platform): CommandLine {
  return platform === "win32"
    ? { file: "cmd.exe", args: ["/d", "/s", "/c", `"${command}"`], options: { windowsVerbatimArguments: true } }
    : { file: "sh", args: ["-c", command], options: {} };
}

function quoted(word: string): string {
  return /^[\w.:\\/=+,@-]+$/.test(word) ? word : `"${word.replaceAll('"', '""')}"`;
}

/** Whether a shell says by this exit code that there is no such program. */
export function isNoSuchProgram(code: number | null, platform: string = process.platform): boolean {
  return code === (platform === "win32" ? 9009 : 127);
}

/** What a program's file may be called, after the word that names it. */
export function programNames(word: string, platform: string = process.platform): string[] {
  return platform === "win32" ? [word, ...[".exe", ".cmd", ".bat"].map((extension) => word + extension)] : [word];
}

/** The name of a variable: `Path` is `PATH` on Windows, and two spellings of one would be two values. */
export function variableName(name: string, platform: string = process.platform): string {
  return platform === "win32" ? name.toUpperCase() : name;
}
