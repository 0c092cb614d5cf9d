import { spawnSync } from "node:child_process";
import { main } from "../../local/cli";
import { loaded } from "./loaded";

export interface CliRun {
  code: number;
  /** The text of both outputs. */
  text: string;
}

/**
 * Loads the program in this process, with its directory as the current one: a separate process takes five times as
 * long.
 */
export function loadHere(program: string): object {
  process.chdir(program);
  return loaded(program);
}

/** Runs `fastly-compute-local` and the program in this process. `directory` is the user's current one. */
export async function runCli(directory: string, args: readonly string[]): Promise<CliRun> {
  const run: CliRun = { code: 0, text: "" };
  const write = (text: string) => {
    run.text += text;
  };
  const before = process.cwd();
  process.chdir(directory);
  try {
    run.code = await main(args, {
      stdout: { write },
      stderr: { write },
      interactive: false,
      load: loadHere,
      ask: async () => "yes",
      onInterrupt: () => () => {},
    });
  } finally {
    process.chdir(before);
  }
  return run;
}

/** The commands in a message, in order, with their blanks filled in. A command is a line, or the end of a line. */
export function commandsIn(text: string, blanks: Record<string, string> = {}): string[] {
  return [...text.matchAll(/(?:^\s*|: |, then )(npx fastly-compute-local .*?)(?=, then |$)/gm)].map(
    ([, command = ""]) =>
      Object.entries(blanks).reduce((filled, [blank, value]) => filled.replaceAll(blank, value), command),
  );
}

/** Does what a person does with such a command: types it, and answers yes. */
export function typeCommand(directory: string, command: string): Promise<CliRun> {
  const shell = spawnSync("bash", ["-c", `printf '%s\\0' ${command}`], { encoding: "utf8" });
  const args = shell.stdout.split("\0").slice(2, -1);
  const asks = args[0] === "up" || args[0] === "destroy" || args[0] === "state";
  return runCli(directory, [...args, ...(asks ? ["--yes"] : [])]);
}
