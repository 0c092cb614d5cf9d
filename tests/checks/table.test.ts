import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { GUIDE, guideWithChecks } from "../../scripts/checksTable";
import { CHECKS, FOUND_WHERE_READ, PHASES } from "../../sdk/checks/table";

describe("the table of checks", () => {
  it("has every list in one phase, in the order in which the lists are written", () => {
    assert.deepEqual(
      PHASES.flatMap(([, lists]) => lists),
      Object.keys(CHECKS),
    );
  });

  it("says of every check in a few words when it finds something, what then happens, and how to go on", () => {
    for (const row of [...Object.values(CHECKS).flat(), ...FOUND_WHERE_READ]) {
      for (const text of [row.when, row.outcome, row.how]) {
        assert.ok(text.length > 0 && text.split(" ").length <= 25 && !text.endsWith("."), `${row.name}: ${text}`);
        assert.ok(!text.includes("|"), row.name);
      }
      assert.match(row.name, /^[a-z]+(-[a-z]+)*$/);
    }
  });

  it("is what the guide has", () => {
    const guide = readFileSync(GUIDE, "utf8");
    assert.ok(guideWithChecks(guide) === guide, "run npm run docs:checks");
    for (const [title] of PHASES) {
      assert.ok(guide.includes(`**${title}**`), title);
    }
  });
});
