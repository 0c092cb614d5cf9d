/** What every program is told, in whatever way it runs. */
export interface ProgramSettings {
  project: string;
  stack: string;
  organization: string;
  config: Record<string, string>;
  secretConfigKeys: string[];
  env: Record<string, string>;
  parallel: number;
  dryRun: boolean;
  /** Address of the monitor and engine services. */
  address: string;
  /** Called with each line that the program prints. */
  onOutput: (line: string) => void;
}

export interface RunningProgram {
  /** Resolves when the process has ended and its output is read. */
  ended: Promise<ProgramEnd>;
  kill(): void;
}

export interface ProgramEnd {
  exitCode: number;
  /** An error that the program has left to the engine to tell, as the answer to a call. */
  error?: string;
}

/** A program in a process that is there already. */
export interface ProgramElsewhere {
  start(settings: ProgramSettings): RunningProgram;
}

/** The runner's exit code for "failed, and the user has been told". */
export const EXIT_AFTER_REPORTING = 32;
