import type { IncomingHttpHeaders } from "node:http";
import type { Answer, NotAnswered } from "./exchange";

/** The outcome of one try. */
export type Outcome = Pick<Answer, "status" | "headers"> | NotAnswered;

/** A request that may be repeated. */
export interface Tried {
  /** How often it was sent. */
  tries: number;
  /** When it was first sent. */
  since: number;
  /** Whether it may be carried out twice. */
  repeatable: boolean;
  /** The first pause, in milliseconds. Each next one is twice as long. */
  pause: number;
}

/**
 * The most tries of a request. The second is for requests that Fastly limits without saying for how long: these were
 * certainly not carried out.
 */
const MOST_TRIES = 5;
const MOST_LIMITED_TRIES = 9;
/** The longest wait for the end of a limit, in milliseconds. */
const LONGEST_WAIT = 60_000;
/** After this time, in milliseconds, nothing is repeated. So a request that times out has a second try. */
const LONGEST_ALTOGETHER = 120_000;

/**
 * How long to wait before repeating a request, in milliseconds. Undefined when the request must not or need not be
 * repeated.
 *
 * A request that was certainly not carried out is always repeated: Fastly answers 429 before it does anything. Without
 * an answer, or after a status of 500 and above, only repeatable requests are repeated.
 */
export function pauseBeforeNext(outcome: Outcome, tried: Tried, now: number, random = Math.random): number | undefined {
  if (!isWorthAnother(outcome, tried.repeatable)) {
    return undefined;
  }
  const requested = "status" in outcome ? requestedWait(outcome, now) : undefined;
  if ((requested ?? 0) > LONGEST_WAIT || now + (requested ?? 0) - tried.since >= LONGEST_ALTOGETHER) {
    return undefined;
  }
  // Waits as long as Fastly says: several requests that wait for the same moment may take turns.
  const isLimited = "status" in outcome && outcome.status === 429;
  if (requested === undefined && tried.tries >= (isLimited ? MOST_LIMITED_TRIES : MOST_TRIES)) {
    return undefined;
  }
  const doubled = tried.pause * 2 ** Math.min(tried.tries - 1, MOST_TRIES);
  return Math.max(requested ?? 0, doubled * (0.5 + random() / 2));
}

function isWorthAnother(outcome: Outcome, repeatable: boolean): boolean {
  if (!("status" in outcome)) {
    return outcome.mayPass && (repeatable || outcome.neverArrived);
  }
  // 501 is final.
  return outcome.status === 429 || (repeatable && outcome.status >= 500 && outcome.status !== 501);
}

/**
 * The wait that the answer demands, in milliseconds. `Retry-After` has seconds or a date. Fastly's own header has
 * seconds since 1970.
 */
export function requestedWait({ status, headers }: { status: number; headers: IncomingHttpHeaders }, now: number) {
  const after = headers["retry-after"];
  const reset = status === 429 ? Number(headers["fastly-ratelimit-reset"] || Number.NaN) * 1000 : Number.NaN;
  const until = after === undefined ? reset : /^\d+$/.test(after) ? now + Number(after) * 1000 : Date.parse(after);
  return Number.isNaN(until) ? undefined : Math.max(0, until - now);
}

/**
 * How long to wait before the next change, in milliseconds. With each change Fastly says how many are left, and when
 * there are more. A limit that does not end soon is left to Fastly's own error.
 */
export function limitAhead({ headers }: Pick<Answer, "headers">, now: number): number {
  const wait = requestedWait({ status: 429, headers }, now) ?? 0;
  return headers["fastly-ratelimit-remaining"] === "0" && wait <= LONGEST_WAIT ? wait : 0;
}
