/** The outcome of a round of the loop. */
export interface Round {
  ok: boolean;
  /** Whether any version answers, perhaps an earlier one. */
  answers: boolean;
  /** The errors, as shown to people. */
  errors: string[];
  /** Milliseconds by step: `deploy`, `edge`. */
  took: Record<string, number>;
  /** The number of resources by kind of change. */
  changes: Partial<Record<string, number>>;
}

export interface LoopParts {
  /** Deploys the present state, and waits until it answers. Never rejects. */
  deploy(signal: AbortSignal): Promise<Round>;
  begun(why: string[]): void;
  /** Not called for a round that another one replaced. */
  ended(round: Round): void;
  /** How long a round may go on when the program changes meanwhile. Default {@link PATIENCE_MS}. */
  patienceMs?: number;
}

export interface Loop {
  /** Starts a round because of these files. All changes during a round cause one more round. */
  changed(why: string[]): void;
  /**
   * The same for changes that should not wait for a long round: a program that never ends would never end its round.
   */
  programChanged(why: string[]): void;
  /** Starts a round at once, instead of the present one. */
  again(why: string[]): void;
  /** Resolves when no round is in progress. */
  idle(): Promise<void>;
  /** Ends the round in progress, and starts no other. */
  stop(): Promise<void>;
}

const PATIENCE_MS = 5_000;

/**
 * How many rounds in a row may look as if the round before caused them. A person who saves one file is never this quick
 * so often.
 */
const MOST_ALIKE = 10;
const AT_ONCE_MS = 1_000;

/** The message for a build that writes into watched files: each of its rounds starts the next. */
function endless(files: readonly string[]): string {
  return [
    `Each build starts the next one, because a build writes ${files.join(", ")}`,
    "Let git ignore these files, or write them elsewhere. To build again, change another file or press r.",
  ].join("\n");
}

/**
 * Runs one round at a time, and never one too few. A file that changed during a round may have been read before its
 * change.
 */
export function createLoop({ deploy, begun, ended, patienceMs = PATIENCE_MS }: LoopParts): Loop {
  let stopped = false;
  let waiting: string[] = [];
  let running: Promise<void> | undefined;
  let round = { abort: new AbortController(), began: 0 };
  let patience: NodeJS.Timeout | undefined;
  let last = { why: "", ended: Number.NEGATIVE_INFINITY };
  let alike = 0;
  let stuckAt: ReadonlySet<string> = new Set();

  /** Whether the same files start a round again and again, at once. */
  const goesRound = (why: readonly string[]) => {
    const again = why.join("\0") === last.why && performance.now() - last.ended < AT_ONCE_MS;
    alike = again ? alike + 1 : 0;
    return alike >= MOST_ALIKE;
  };

  const rounds = async () => {
    while (waiting.length > 0 && !stopped) {
      const why = [...new Set(waiting)];
      waiting = [];
      const stuck = goesRound(why);
      round = { abort: new AbortController(), began: performance.now() };
      begun(why);
      const result = await deploy(round.abort.signal);
      clearTimeout(patience);
      patience = undefined;
      if (!round.abort.signal.aborted) {
        ended(stuck ? { ...result, errors: [...result.errors, endless(why)] } : result);
      }
      last = { why: why.join("\0"), ended: performance.now() };
      stuckAt = new Set(stuck ? why : []);
      waiting = waiting.filter((file) => !stuckAt.has(file));
    }
    running = undefined;
  };

  const changed = (why: string[]) => {
    const others = why.filter((file) => !stuckAt.has(file));
    if (others.length === 0) {
      return;
    }
    waiting.push(...others);
    running ??= rounds();
  };

  return {
    changed,
    programChanged(why) {
      const underWay = running === undefined ? undefined : round;
      changed(why);
      if (underWay !== undefined && patience === undefined && waiting.length > 0) {
        const left = Math.max(0, underWay.began + patienceMs - performance.now());
        patience = setTimeout(() => underWay.abort.abort(), left);
      }
    },
    again(why) {
      if (running !== undefined) {
        round.abort.abort();
      }
      changed(why);
    },
    idle: async () => {
      await running;
    },
    stop: async () => {
      stopped = true;
      clearTimeout(patience);
      round.abort.abort();
      await running;
    },
  };
}
