import { type Clock, clock } from "../../sdk/system/clock";

const REAL: Clock = { ...clock };

/** @param other undefined for the real one. */
export function setClock(other: Clock | undefined): void {
  Object.assign(clock, other ?? REAL);
}

/**
 * A clock on which every wait of a run is over at once, and took as long as it should. `setClock(undefined)` brings the
 * real one back.
 *
 * @param ready what has to have happened before the time passes.
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
