/** The settings that every program gets, however it runs. */
export interface ProgramSettings {
  project: string;
  stack: string;
  organization: string;
  config: Record<string, string>;
  secretConfigKeys: string[];
  env: Record<string, string>;
  parallel: number;
  dryRun: boolean;
  /** The address of the monitor and engine services. */
  address: string;
  /** Called with each line that the program prints. */
  onOutput: (line: string) => void;
}

export interface RunningProgram {
  /** Resolves when the process has ended and all of its output was read. */
  ended: Promise<ProgramEnd>;
  kill(): void;
}

export interface ProgramEnd {
  exitCode: number;
  /** An error that the program left to the engine to report, as the answer to a call. */
  error?: string;
}

/** A program in a process that exists already. */
export interface ProgramElsewhere {
  start(settings: ProgramSettings): RunningProgram;
}

/** The runner's exit code for "failed, and the user knows why". */
export const EXIT_AFTER_REPORTING = 32;
