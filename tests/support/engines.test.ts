import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Files in which a certain engine is the point: killing it, or features that no other engine has, such as the echo. */
const EMBEDDED_ONLY = ["faults.test.ts", "otherProviders.test.ts", "certificates.test.ts", "certificatesYaml.test.ts"];

describe("TEST_ENGINE", () => {
  it("applies to every end-to-end test, because none of them chooses an engine itself", () => {
    for (const directory of ["endToEnd", "examples"]) {
      const within = join(__dirname, "..", directory);
      for (const file of readdirSync(within, { recursive: true, encoding: "utf8" }).filter((name) =>
        /\.ts$/.test(name),
      )) {
        const text = readFileSync(join(within, file), "utf8");
        const imported = text.match(/\{[^}]*\b(localStack|embeddedStack)\b[^}]*\} from "[^"]*local(\/[^"]*)?"/);
        assert.ok(imported === null || EMBEDDED_ONLY.includes(file), `${directory}/${file}: ${imported?.[0]}`);
      }
    }
  });
});
