import { spawnSync } from "node:child_process";
import { main } from "../../local/cli";
import { loaded } from "./loaded";

export interface CliRun {
  code: number;
  /** Both outputs. */
  text: string;
}

/**
 * Loads the program in this process, which is in its directory then: in a process of its own it takes five times as long.
 */
export function loadHere(program: string): object {
  process.chdir(program);
  return loaded(program);
}

/** Runs `fastly-compute-local` and the program in this process; `directory` is where the user is. */
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

/** The commands that a message tells, one a line or at the end of one, in its order, with the blanks filled in. */
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
