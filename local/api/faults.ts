/** What happens to a request instead of its answer. */
export type Fault =
  /** This answer, and nothing is done. */
  | {
      /** The status of the answer. */
      status: number;
      /** Its body. Fastly's own for an internal error unless given. */
      body?: unknown;
      /** Headers besides the usual ones. */
      headers?: Record<string, string>;
    }
  /** The connection is reset, and nothing is done. */
  | "reset"
  /** The request is carried out, and the connection is reset instead of an answer. */
  | "lost"
  /** No answer ever comes, and nothing is done. */
  | "timeout"
  /** The request is carried out, but later. */
  | {
      /** After how many milliseconds. */
      delayMs: number;
    };

/** Which requests go wrong, and how. */
export interface InjectedFault {
  /** Any when left out. */
  method?: string;
  /** Matched against the path with its query. */
  path: RegExp;
  /** How many requests it hits before it is gone. 1 unless given; `Infinity` for all. */
  times?: number;
  /** How many matching requests pass unharmed before. 0 unless given. */
  skip?: number;
  /** What happens to them. */
  fault: Fault;
}

/** The faults that wait for their requests. */
export class Faults {
  readonly #waiting: { spec: InjectedFault; skip: number; left: number }[] = [];

  /** Returns a function that takes the fault back. */
  inject(spec: InjectedFault): () => void {
    const entry = { spec, skip: spec.skip ?? 0, left: spec.times ?? 1 };
    this.#waiting.push(entry);
    return () => {
      entry.left = 0;
    };
  }

  /** The fault that hits this request, if any: the first injected that matches. */
  take(method: string, path: string): Fault | undefined {
    for (const entry of this.#waiting) {
      const { spec } = entry;
      if (entry.left <= 0 || (spec.method ?? method) !== method || path.search(spec.path) === -1) {
        continue;
      }
      if (entry.skip > 0) {
        entry.skip -= 1;
        continue;
      }
      entry.left -= 1;
      return spec.fault;
    }
    return undefined;
  }
}
