import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Where an engine of its own is the point: killing it, and asking it what no other engine tells. */
const EMBEDDED_ONLY = ["faults.test.ts"];

describe("TEST_ENGINE", () => {
  it("moves every end-to-end test: none of them chooses an engine by itself", () => {
    for (const directory of ["endToEnd", "examples"]) {
      for (const file of readdirSync(join(__dirname, "..", directory))) {
        const text = readFileSync(join(__dirname, "..", directory, file), "utf8");
        const imported = text.match(/\{[^}]*\b(localStack|embeddedStack)\b[^}]*\} from "[^"]*sdk\/[^"]*"/);
        assert.ok(imported === null || EMBEDDED_ONLY.includes(file), `${directory}/${file}: ${imported?.[0]}`);
      }
    }
  });
});
