/** The requests of a service in one second, by the names of Fastly's real-time statistics. */
export interface Second {
  /** Seconds since 1970. */
  recorded: number;
  compute_requests: number;
  compute_resp_status_5xx: number;
  /** The total time of all requests, in milliseconds. */
  compute_request_time_ms: number;
}

/** How many seconds Fastly keeps. */
const KEPT = 120;

/** The real-time statistics of services: the answers of active versions, second by second. Staging has none. */
export class Statistics {
  readonly #seconds = new Map<string, Second[]>();

  /** Counts an answer of a service. */
  count(service: string, status: number, milliseconds: number, now = Date.now()): void {
    const recorded = Math.floor(now / 1_000);
    const all = this.#seconds.get(service) ?? [];
    this.#seconds.set(service, all);
    if (all.at(-1)?.recorded !== recorded) {
      all.push({ recorded, compute_requests: 0, compute_resp_status_5xx: 0, compute_request_time_ms: 0 });
      all.splice(0, all.length - KEPT);
    }
    const second = all.at(-1) as Second;
    second.compute_requests += 1;
    second.compute_resp_status_5xx += Number(status >= 500);
    second.compute_request_time_ms += milliseconds;
  }

  /** The complete seconds before `now`, newest last. A second without requests has zeros, as at Fastly. */
  history(service: string, seconds = KEPT, now = Date.now()): Second[] {
    const last = Math.floor(now / 1_000) - 1;
    const known = new Map((this.#seconds.get(service) ?? []).map((second) => [second.recorded, second]));
    return Array.from({ length: Math.min(seconds, KEPT) }, (_, index) => {
      const recorded = last - Math.min(seconds, KEPT) + 1 + index;
      return (
        known.get(recorded) ?? {
          recorded,
          compute_requests: 0,
          compute_resp_status_5xx: 0,
          compute_request_time_ms: 0,
        }
      );
    });
  }
}
