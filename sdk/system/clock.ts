import { setTimeout as delay } from "node:timers/promises";

/** The time that a run waits for something outside: for Fastly's network, an answer, a certificate, statistics. */
export interface Clock {
  /** In milliseconds, from any beginning; it never goes back. */
  now(): number;
  wait(milliseconds: number): Promise<void>;
}

const REAL: Clock = {
  now: () => performance.now(),
  wait: (milliseconds) => delay(milliseconds),
};
let present = REAL;

export const clock: Clock = {
  now: () => present.now(),
  wait: (milliseconds) => present.wait(milliseconds),
};

/**
 * Lets tests pass the time. The whole process has one clock, as it has one time: it is no value of a deployment.
 *
 * @param other undefined for the real one.
 */
export function setClock(other: Clock | undefined): void {
  present = other ?? REAL;
}
