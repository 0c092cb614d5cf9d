/** What happens to a request instead of its normal answer. */
export type Fault =
  /** This answer. Nothing is carried out. */
  | {
      /** The status of the answer. */
      status: number;
      /** The body of the answer. Default: Fastly's own for an internal error. */
      body?: unknown;
      /** Headers in addition to the usual ones. */
      headers?: Record<string, string>;
    }
  /** The connection is reset. Nothing is carried out. */
  | "reset"
  /** The request is carried out. Then the connection is reset instead of an answer. */
  | "lost"
  /** No answer ever comes. Nothing is carried out. */
  | "timeout"
  /** The request is carried out later. */
  | {
      /** After how many milliseconds. */
      delayMs: number;
    };

/** A fault, and the requests that it hits. */
export interface InjectedFault {
  /** The method. Default: any. */
  method?: string;
  /** Matched against the path with its query. */
  path: RegExp;
  /** How many requests the fault hits before it is gone. Default `1`. `Infinity` for all. */
  times?: number;
  /** How many matching requests pass before. Default `0`. */
  skip?: number;
  /** What happens to these requests. */
  fault: Fault;
}

/** The faults that wait for requests. */
export class Faults {
  readonly #waiting: { spec: InjectedFault; skip: number; left: number }[] = [];

  /** Returns a function that removes the fault. */
  inject(spec: InjectedFault): () => void {
    const entry = { spec, skip: spec.skip ?? 0, left: spec.times ?? 1 };
    this.#waiting.push(entry);
    return () => {
      entry.left = 0;
    };
  }

  /** The fault that hits this request, if any: the first injected one that matches. */
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
