import type { IncomingHttpHeaders } from "node:http";
import type { Answer, NotAnswered } from "./exchange";

/** What became of one try. */
export type Outcome = Pick<Answer, "status" | "headers"> | NotAnswered;

/** A request that may be tried again. */
export interface Tried {
  /** How often it was sent so far. */
  tries: number;
  /** When it was sent first. */
  since: number;
  /** Whether it may be carried out twice. */
  repeatable: boolean;
  /** The first pause, in milliseconds; each following one is twice as long. */
  pause: number;
}

/** The most tries of a request, and of one that Fastly limits without saying for how long: it was certainly not done. */
const MOST_TRIES = 5;
const MOST_LIMITED_TRIES = 9;
/** For how long a limit is waited out that says when it ends, in milliseconds. */
const LONGEST_WAIT = 60_000;
/** After so long, in milliseconds, nothing is tried again: of tries that were not answered in time, there is a second. */
const LONGEST_ALTOGETHER = 120_000;

/**
 * How long to wait before the same request is sent again, in milliseconds; undefined when it must not or need not be.
 *
 * Only what certainly was not carried out is repeated in any case: Fastly answers 429 before it does anything. After an
 * answer of 500 and more, or none, only a request is repeated that may be carried out twice.
 */
export function pauseBeforeNext(outcome: Outcome, tried: Tried, now: number, random = Math.random): number | undefined {
  if (!isWorthAnother(outcome, tried.repeatable)) {
    return undefined;
  }
  const told = "status" in outcome ? toldWait(outcome, now) : undefined;
  if ((told ?? 0) > LONGEST_WAIT || now + (told ?? 0) - tried.since >= LONGEST_ALTOGETHER) {
    return undefined;
  }
  // Where Fastly says when, it is waited for: several requests that wait for the same instant may take turns.
  const isLimited = "status" in outcome && outcome.status === 429;
  if (told === undefined && tried.tries >= (isLimited ? MOST_LIMITED_TRIES : MOST_TRIES)) {
    return undefined;
  }
  const doubled = tried.pause * 2 ** Math.min(tried.tries - 1, MOST_TRIES);
  return Math.max(told ?? 0, doubled * (0.5 + random() / 2));
}

function isWorthAnother(outcome: Outcome, repeatable: boolean): boolean {
  if (!("status" in outcome)) {
    return outcome.mayPass && (repeatable || outcome.neverArrived);
  }
  // 501 is an answer for good.
  return outcome.status === 429 || (repeatable && outcome.status >= 500 && outcome.status !== 501);
}

/** How long the answer asks to wait, in milliseconds. `Retry-After` has seconds or a date, Fastly's own seconds of the epoch. */
export function toldWait({ status, headers }: { status: number; headers: IncomingHttpHeaders }, now: number) {
  const after = headers["retry-after"];
  const reset = status === 429 ? Number(headers["fastly-ratelimit-reset"] || Number.NaN) * 1000 : Number.NaN;
  const until = after === undefined ? reset : /^\d+$/.test(after) ? now + Number(after) * 1000 : Date.parse(after);
  return Number.isNaN(until) ? undefined : Math.max(0, until - now);
}

/**
 * How long to wait before anything else is changed, in milliseconds: Fastly tells with each change how many are left, and
 * when there are more. A limit that does not end soon is left for Fastly to tell.
 */
export function limitAhead({ headers }: Pick<Answer, "headers">, now: number): number {
  const wait = toldWait({ status: 429, headers }, now) ?? 0;
  return headers["fastly-ratelimit-remaining"] === "0" && wait <= LONGEST_WAIT ? wait : 0;
}
