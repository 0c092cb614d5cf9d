import * as local from "../../local/index";
import { detectPulumi } from "../../local/pulumi";

export type Engine = "embedded" | "pulumi";

if (process.env.TEST_ENGINE === "pulumi") {
  // The real provider sleeps for 7 seconds in every update, which no limit of a test has in mind.
  beforeEach(function () {
    this.currentTest?.timeout(0);
  });
}

/** A stack on the engine that the test names, or that `TEST_ENGINE` does; by default the embedded one. */
export function localStack(options: local.LocalStackOptions): local.Stack {
  return local.localStack({ engine: process.env.TEST_ENGINE, ...options });
}

/**
 * Tests that have to go the same way on the local engine, and on the real one with the real provider where both are
 * on PATH.
 */
export function describeOnEachEngine(title: string, define: (this: Mocha.Suite, engine: Engine) => void): void {
  describe(title, function () {
    define.call(this, "embedded");
  });
  describe(`${title}, on the real engine`, function () {
    if (detectPulumi()) {
      define.call(this, "pulumi");
    } else {
      it("goes the same way", function () {
        console.log(`      skipped: pulumi and pulumi-resource-fastly are not both on PATH`);
        this.skip();
      });
    }
  });
}
