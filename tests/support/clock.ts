import { type Clock, clock } from "../../sdk/system/clock";

const REAL: Clock = { ...clock };

/** @param other the test's clock. Undefined for the real one. */
export function setClock(other: Clock | undefined): void {
  Object.assign(clock, other ?? REAL);
}

/**
 * A clock on which every wait of a run ends at once, and seems to have taken its full time. `setClock(undefined)`
 * restores the real one.
 *
 * @param ready resolves when the time may pass.
 */
export function quickClock(ready: () => Promise<unknown> = async () => {}): void {
  let now = 0;
  setClock({
    now: () => now,
    async wait(milliseconds) {
      const until = now + milliseconds;
      await ready();
      await new Promise((resolve) => setImmediate(resolve));
      now = Math.max(now, until);
    },
  });
}
