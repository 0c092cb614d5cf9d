/** What a round of the loop came to. */
export interface Round {
  ok: boolean;
  /** What failed, as it is told to people. */
  errors: string[];
  /** Milliseconds by step: `deploy`, `edge`. */
  took: Record<string, number>;
  /** How many resources had each kind of change. */
  changes: Partial<Record<string, number>>;
}

export interface LoopParts {
  /** Deploys what is there now, and waits until it answers. Never rejects. */
  deploy(signal: AbortSignal): Promise<Round>;
  begun(why: string[]): void;
  ended(round: Round): void;
}

export interface Loop {
  /** Deploys because of these files. What comes while a round lasts is one round more, whatever it is. */
  changed(why: string[]): void;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
  /** Ends what is under way, and begins nothing more. */
  stop(): Promise<void>;
}

/** One round at a time, and never one too few: what changed during a round may have been read before it changed. */
export function createLoop({ deploy, begun, ended }: LoopParts): Loop {
  const abort = new AbortController();
  let waiting: string[] = [];
  let running: Promise<void> | undefined;

  const rounds = async () => {
    while (waiting.length > 0 && !abort.signal.aborted) {
      const why = [...new Set(waiting)];
      waiting = [];
      begun(why);
      ended(await deploy(abort.signal));
    }
    running = undefined;
  };

  return {
    changed(why) {
      waiting.push(...why);
      running ??= rounds();
    },
    idle: async () => {
      await running;
    },
    stop: async () => {
      abort.abort();
      await running;
    },
  };
}
