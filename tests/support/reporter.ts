import { relative } from "node:path";
import { Runner, reporters } from "mocha";

const { EVENT_HOOK_END, EVENT_RUN_END, EVENT_TEST_END } = Runner.constants;

/** How many of the slowest files are told. */
const SLOWEST = 10;

/** Mocha's `spec`, and at the end the files that took longest: where a faster test is worth most. */
export = class extends reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    const taken = new Map<string, number>();
    const add = ({ file = "", duration = 0 }: { file?: string; duration?: number }) => {
      taken.set(file, (taken.get(file) ?? 0) + duration);
    };
    runner.on(EVENT_TEST_END, add);
    runner.on(EVENT_HOOK_END, add);
    runner.once(EVENT_RUN_END, () => {
      const slowest = [...taken].sort(([, one], [, other]) => other - one).slice(0, SLOWEST);
      const rows = slowest.map(([file, ms]) => `${(ms / 1_000).toFixed(1).padStart(8)} s  ${relative("", file)}`);
      console.log(`  the slowest of ${taken.size} files:\n${rows.join("\n")}\n`);
    });
  }
};
