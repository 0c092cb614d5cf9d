import { setTimeout as delay } from "node:timers/promises";

/** Time for waiting for the outside world: Fastly's network, an answer, a certificate, statistics. */
export interface Clock {
  /** Milliseconds since any start. The value never decreases. */
  now(): number;
  wait(milliseconds: number): Promise<void>;
}

/** The whole process has one clock, so the clock is no value of a deployment. */
export const clock: Clock = {
  now: () => performance.now(),
  wait: (milliseconds) => delay(milliseconds),
};
