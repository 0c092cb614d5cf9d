import { setTimeout as delay } from "node:timers/promises";

/** Time for waiting for the outside world: Fastly's network, an answer, a certificate, statistics. */
export interface Clock {
  /** Milliseconds since any start. The value never decreases. */
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
 * Lets tests control the time. The whole process has one clock, so the clock is no value of a deployment.
 *
 * @param other the test's clock. Undefined for the real one.
 */
export function setClock(other: Clock | undefined): void {
  present = other ?? REAL;
}
