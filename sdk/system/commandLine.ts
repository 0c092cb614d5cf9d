import type { SpawnOptions } from "node:child_process";

/** How to start a process. */
export interface CommandLine {
  file: string;
  args: string[];
  options: Pick<SpawnOptions, "windowsVerbatimArguments">;
}

/**
 * The command line for a program. On Windows many programs are scripts, such as `npm.cmd`, which only a shell can
 * start.
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
 * A command for the Windows shell, as Node's `shell: true` starts it: with quotes around everything, which the shell
 * removes. Node would write a backslash before each inner quote. The shell would take that backslash as a part of the
 * word.
 */
export function shellLine(command: string, platform: string = process.platform): CommandLine {
  return platform === "win32"
    ? { file: "cmd.exe", args: ["/d", "/s", "/c", `"${command}"`], options: { windowsVerbatimArguments: true } }
    : { file: "sh", args: ["-c", command], options: {} };
}

function quoted(word: string): string {
  return /^[\w.:\\/=+,@-]+$/.test(word) ? word : `"${word.replaceAll('"', '""')}"`;
}

/** Whether this exit code of a shell means that the program does not exist. */
export function isNoSuchProgram(code: number | null, platform: string = process.platform): boolean {
  return code === (platform === "win32" ? 9009 : 127);
}

/** The possible file names of a program, by the word that names it. */
export function programNames(word: string, platform: string = process.platform): string[] {
  return platform === "win32" ? [word, ...[".exe", ".cmd", ".bat"].map((extension) => word + extension)] : [word];
}

/** The name of a variable. On Windows, `Path` is `PATH`: two spellings must not give two values. */
export function variableName(name: string, platform: string = process.platform): string {
  return platform === "win32" ? name.toUpperCase() : name;
}
