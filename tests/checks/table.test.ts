import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { CHECKS_PAGE, pageWithChecks } from "../../scripts/checksTable";
import { CHECKS, FOUND_WHERE_READ, PHASES } from "../../sdk/checks/table";

describe("the table of checks", () => {
  it("has every list in one phase, in the order of the code", () => {
    assert.deepEqual(
      PHASES.flatMap(([, lists]) => lists),
      Object.keys(CHECKS),
    );
  });

  it("says briefly when each check finds something, what happens then, and how to go on", () => {
    for (const row of [...Object.values(CHECKS).flat(), ...FOUND_WHERE_READ]) {
      for (const text of [row.when, row.outcome, row.how]) {
        assert.ok(text.length > 0 && text.split(" ").length <= 25 && !text.endsWith("."), `${row.name}: ${text}`);
        assert.ok(!text.includes("|"), row.name);
      }
      assert.match(row.name, /^[a-z]+(-[a-z]+)*$/);
    }
  });

  it("equals the one on its page", () => {
    const page = readFileSync(CHECKS_PAGE, "utf8");
    assert.ok(pageWithChecks(page) === page, "run npm run docs:checks");
    for (const [title] of PHASES) {
      assert.ok(page.includes(`**${title}**`), title);
    }
  });
});
