import assert from "node:assert/strict";
import { scriptError } from "../../sdk/build/errors";
import { type Check, type Finding, isNote, refusal } from "../../sdk/checks/check";
import { CHECKS } from "../../sdk/checks/table";
import { FILES } from "./cases";

/** The cases of each check. The test fails for a check without cases. */
const CASES = new Map(Object.values(FILES).flatMap((cases) => Object.entries(cases)));

/** Checks have the name of what they refuse. These may refuse other things too. */
const OTHERS: Record<string, string[]> = {
  "adoption-in-place-of-another": ["adoption-begun-of-another"],
  "no-service-to-adopt": ["fastly-unreachable"],
  "filled-dictionary-to-adopt": ["filled-dictionary"],
  "no-package": ["build-cancelled"],
  "draft-incomplete": ["service-deleted", "service-unknown", "state-not-compared"],
  "other-version-active": ["deployed-by-another-stack", "service-deleted", "service-unknown", "state-not-compared"],
  "other-configuration-active": [
    "deployed-by-another-stack",
    "service-deleted",
    "service-unknown",
    "state-not-compared",
  ],
  "unknown-to-the-state": ["service-deleted", "service-unknown", "state-not-compared"],
  "other-name-or-comment": ["service-deleted", "service-unknown", "state-not-compared"],
  "write-only-dictionary-imported": ["write-only-dictionary"],
  "domain-led-back": ["domain-not-live"],
  "name-moves": ["link-becomes-dictionary", "log-endpoint-moves"],
  "not-active": ["never-active", "service-deleted", "service-unknown", "fastly-unreachable"],
  "not-as-declared": ["deployed-by-another-stack"],
  "draft-not-as-declared": ["service-deleted", "service-unknown", "fastly-unreachable"],
};

function saysOf(finding: Finding | undefined): string | undefined {
  return finding && (isNote(finding) ? finding.message : `${finding.problem}\n${finding.remedy}`);
}

const EVERY = (Object.values(CHECKS).flat() as unknown[] as Check<unknown>[]).filter(
  (check, index, all) => all.indexOf(check) === index,
);

describe("a check", () => {
  it("has a unique name", () => {
    assert.deepEqual(
      EVERY.map(({ name }) => name).filter((name, index, all) => all.indexOf(name) !== index),
      [],
    );
  });

  for (const check of EVERY) {
    it(`${check.name} depends only on its situation`, async () => {
      const cases = await Promise.all(CASES.get(check.name) ?? []);
      assert.ok(
        cases.some(([, says]) => says === undefined) && cases.some(([, says]) => says !== undefined),
        "there have to be cases in which it finds something, and in which it finds nothing",
      );
      for (const [index, [situation, says]] of cases.entries()) {
        const finding = await check.find(situation);
        const said = saysOf(finding);
        if (finding !== undefined && !isNote(finding)) {
          assert.ok(
            [check.name, ...(OTHERS[check.name] ?? [])].includes(finding.code),
            `${check.name}: ${finding.code}`,
          );
        }
        assert.ok(
          says === undefined ? said === undefined : said?.includes(says),
          `case ${index}: ${said ?? "nothing"} instead of ${says ?? "nothing"}`,
        );
      }
    });
  }

  it("is in the table if it has cases", () => {
    const names = new Set(EVERY.map(({ name }) => name));
    assert.deepEqual(
      [...CASES.keys()].filter((name) => !names.has(name)),
      [],
    );
  });
});

describe("the checks of a phase", () => {
  const says = (name: string, finding: Finding | undefined): Check<string[]> => ({
    name,
    when: "",
    outcome: "",
    how: "",
    find(made) {
      made.push(name);
      return finding;
    },
  });
  const error = scriptError("build-cancelled", { subject: "The build" });

  it("run in their order, until one refuses", async () => {
    const made: string[] = [];
    const told: string[] = [];
    const checks = [
      says("silent", undefined),
      says("note", { severity: "info", message: "a" }),
      says("error", error),
      says("never", undefined),
    ];
    assert.equal(await refusal(checks, made, ({ message }) => told.push(message)), error);
    assert.deepEqual(made, ["silent", "note", "error"]);
    assert.deepEqual(told, ["a"]);
  });

  it("pass when none of them refuses", async () => {
    assert.equal(await refusal([says("silent", undefined)], [], () => assert.fail()), undefined);
  });
});
