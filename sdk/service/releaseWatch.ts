import type { SecondOfRequests } from "../fastly/statistics";
import type { ReleasePlan } from "../plan/releasePlan";
import { seenStatistics, whyNotCompared, wrongStatistics } from "../release/watch";
import { clock } from "../system/clock";

/** The pause between two requests, in milliseconds. Fastly adds a record every second. */
const PAUSE = 1_000;

/** The statistics around an activation. Fastly's own times identify the seconds. */
export interface StatisticsWatch {
  /** Reads the statistics to compare with. Call it before a version goes live. */
  begin(): Promise<void>;
  /** Watches until the time is over, or until there is a problem. */
  watch(): Promise<string[]>;
}

export function statisticsWatch(
  limits: NonNullable<ReleasePlan["watch"]>,
  read: () => Promise<SecondOfRequests[]>,
  tell: (line: string) => Promise<void>,
): StatisticsWatch {
  let before: SecondOfRequests[] | undefined;
  return {
    async begin() {
      before = await read();
    },
    async watch() {
      // Answers until the checks passed may have come from the previous version.
      const last = (await read()).at(-1)?.recorded ?? 0;
      const seconds = new Map<number, SecondOfRequests>();
      const end = clock.now() + limits.seconds * 1_000;
      await tell(`Watching the statistics for ${limits.seconds} seconds.`);
      const why = whyNotCompared(limits, before);
      if (why !== undefined) {
        await tell(`The rate of requests cannot be compared: ${why}.`);
      }
      for (;;) {
        const isOver = clock.now() >= end;
        for (const second of await read()) {
          if (second.recorded > last) {
            seconds.set(second.recorded, second);
          }
        }
        const since = [...seconds.values()];
        const wrong = wrongStatistics(limits, before, since, isOver);
        if (wrong.length > 0 || isOver) {
          await tell(`Statistics: ${seenStatistics(since)}.`);
          return wrong;
        }
        await clock.wait(Math.min(PAUSE, Math.max(1, end - clock.now())));
      }
    },
  };
}
