import * as local from "../../local/index";
import { findOnPath } from "../../local/onPath";

export type Engine = "embedded" | "pulumi";

if (process.env.TEST_ENGINE === "pulumi") {
  // The real provider sleeps for 7 seconds in every update. No test's limit allows for that.
  beforeEach(function () {
    this.currentTest?.timeout(0);
  });
}

/** A stack on the engine that the test names, or else `TEST_ENGINE`. Default: the embedded one. */
export function localStack(options: local.LocalStackOptions): local.Stack {
  return local.localStack({ engine: process.env.TEST_ENGINE, ...options });
}

/**
 * Describes tests that must have the same result on the local engine and on the real one. The real one runs where all
 * real providers are on PATH: Fastly's, and the others named.
 */
export function describeOnEachEngine(
  title: string,
  define: (this: Mocha.Suite, engine: Engine) => void,
  others: readonly string[] = [],
): void {
  const needed = ["pulumi", ...["fastly", ...others].map((name) => `pulumi-resource-${name}`)];
  const missing = needed.filter((name) => findOnPath(name, process.env) === undefined);
  describe(title, function () {
    define.call(this, "embedded");
  });
  describe(`${title}, on the real engine`, function () {
    if (missing.length === 0) {
      define.call(this, "pulumi");
    } else {
      it("behaves in the same way", function () {
        console.log(`      skipped: not on PATH: ${missing.join(", ")}`);
        this.skip();
      });
    }
  });
}
