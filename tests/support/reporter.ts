import { writeFileSync } from "node:fs";
import { relative, resolve } from "node:path";
import { Runner, reporters } from "mocha";

const { EVENT_HOOK_END, EVENT_RUN_END, EVENT_TEST_END } = Runner.constants;

/** How many of the slowest files are listed. */
const SLOWEST = 10;
/** `.mocharc.js` uses this file to run the longest first. */
const DURATIONS = resolve(__dirname, "../durations.json");

/**
 * Mocha's `spec` reporter, with the slowest files at the end: a faster test is worth most there. `TEST_DURATIONS=1`
 * records the seconds of all files that take more than one.
 */
export = class extends reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    const taken = new Map<string, number>();
    const add = ({ file, duration = 0 }: { file?: string; duration?: number }) => {
      // A root hook belongs to no file.
      if (file === undefined) {
        return;
      }
      const name = relative("", file).replaceAll("\\", "/");
      taken.set(name, (taken.get(name) ?? 0) + duration);
    };
    runner.on(EVENT_TEST_END, add);
    runner.on(EVENT_HOOK_END, add);
    runner.once(EVENT_RUN_END, () => {
      const slowest = [...taken].sort(([, one], [, other]) => other - one);
      const rows = slowest.slice(0, SLOWEST).map(([file, ms]) => `${(ms / 1_000).toFixed(1).padStart(8)} s  ${file}`);
      console.log(`  the slowest of ${taken.size} files:\n${rows.join("\n")}\n`);
      if (process.env.TEST_DURATIONS) {
        const long = slowest.filter(([, ms]) => ms >= 1_000).map(([file, ms]) => [file, Math.round(ms / 1_000)]);
        writeFileSync(DURATIONS, `${JSON.stringify(Object.fromEntries(long), null, 2)}\n`);
      }
    });
  }
};
