import type { ChildProcess } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { FILE_LIMITS, readRegularText } from "pulumi-fastly-compute/internal";
import { eachOutputLine } from "../outputLines";
import { engineError } from "./errors";
import type { ProgramSettings, RunningProgram } from "./runningProgram";
import { sdkRunner, spawnRunner } from "./sdkRunner";
import type { ProcessStart, SpareProcess } from "./spare/spareProcess";

export interface ProgramOptions extends ProgramSettings {
  /** A directory with package.json or index.js/index.ts, or a file. */
  program: string;
  /** Whether the runner loads TypeScript. Undefined: the program's entry point decides. */
  typescript: boolean | undefined;
  /** A process that may exist already. */
  spare?: SpareProcess;
}

/** Starts a Pulumi program with the runner of the SDK installed next to it. */
export function startProgram(options: ProgramOptions): RunningProgram {
  const directory = programDirectory(options.program);
  const isFile = directory !== options.program;
  const start: ProcessStart = {
    directory,
    runner: sdkRunner(directory, "run", () => engineError("program-sdk-missing", { directory })),
    args: [
      ...["--monitor", options.address, "--engine", options.address],
      ...["--project", options.project, "--stack", options.stack, "--organization", options.organization],
      ...["--root-directory", directory, "--pwd", directory],
      ...["--parallel", String(options.parallel), "--dry-run", String(options.dryRun)],
      "--",
      isFile ? options.program : ".",
    ],
    env: environment(options, directory),
  };
  let child: ChildProcess | undefined;
  let isKilled = false;
  const kill = () => {
    isKilled = true;
    child?.kill("SIGKILL");
  };
  const run = async () => {
    child = (await options.spare?.start(start, () => startProcess(start))) ?? startProcess(start);
    if (isKilled) {
      kill();
    }
    return waitFor(child, options.onOutput);
  };
  process.once("exit", kill);
  return { ended: run().finally(() => process.removeListener("exit", kill)), kill };
}

function startProcess({ directory, runner, args, env }: ProcessStart): ChildProcess {
  return spawnRunner(directory, [runner, ...args], { cwd: directory, env });
}

/** The directory in which the program runs. For a function it is this process's. */
export function workingDirectory(program: string | object): string {
  return typeof program === "string" ? programDirectory(program) : process.cwd();
}

/** The directory of a program that is a directory or a file. */
function programDirectory(program: string): string {
  return statSync(program, { throwIfNoEntry: false })?.isFile() ? dirname(program) : program;
}

function waitFor(child: ChildProcess, onOutput: (line: string) => void): Promise<{ exitCode: number }> {
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) eachOutputLine(stream, onOutput);
  }
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ exitCode: code ?? 1 }));
  });
}

function environment(options: ProgramOptions, directory: string): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith("PULUMI_NODEJS_"));
  const chosen = Object.entries(process.env).filter(([name]) => name === "PULUMI_NODEJS_TRANSPILE_ONLY");
  return {
    ...Object.fromEntries([...inherited, ...chosen]),
    ...options.env,
    PULUMI_CONFIG: JSON.stringify(options.config),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(options.secretConfigKeys),
    PULUMI_NODEJS_TYPESCRIPT: String(options.typescript ?? isTypeScript(options.program, directory)),
  };
}

/** Loading the TypeScript compiler takes longer than running most programs. So plain JavaScript runs without it. */
function isTypeScript(program: string, directory: string): boolean {
  if (program !== directory) return program.endsWith(".ts");
  const manifest = join(directory, "package.json");
  const main = existsSync(manifest)
    ? (JSON.parse(readRegularText(manifest, FILE_LIMITS.settings)) as { main?: string }).main
    : undefined;
  if (main !== undefined && existsSync(join(directory, main))) return main.endsWith(".ts");
  return existsSync(join(directory, "index.ts")) && !existsSync(join(directory, "index.js"));
}
