import assert from "node:assert/strict";
import type { DiffResult } from "../../../local/engine";
import { applyReplaceOnChanges } from "../../../local/engine/diff";

const DIFF: DiffResult = {
  changes: true,
  diffs: ["storeId", "entries"],
  replaces: [],
  detailedDiff: {
    storeId: { kind: "update", inputDiff: false },
    "entries.a": { kind: "add", inputDiff: false },
  },
  deleteBeforeReplace: false,
};

describe("replaceOnChanges", () => {
  it("turns only the changes that it covers into a replacement", () => {
    const replaced = applyReplaceOnChanges(DIFF, ["entries"], false);
    assert.deepEqual(replaced.replaces, ["entries.a"]);
    assert.deepEqual(replaced.detailedDiff, {
      storeId: { kind: "update", inputDiff: false },
      "entries.a": { kind: "add-replace", inputDiff: false },
    });
    assert.deepEqual(applyReplaceOnChanges(DIFF, ["name"], false), DIFF);
    assert.deepEqual(applyReplaceOnChanges(DIFF, ["*"], false).replaces, ["storeId", "entries.a"]);
  });

  it("recognises changes by their top-level names when the provider gives no details", () => {
    assert.deepEqual(applyReplaceOnChanges({ ...DIFF, detailedDiff: {} }, ["storeId"], false).replaces, ["storeId"]);
  });

  it("replaces with #initerror only resources that are incomplete", () => {
    const same: DiffResult = { ...DIFF, changes: false, diffs: [], detailedDiff: {} };
    assert.deepEqual(applyReplaceOnChanges(same, ["#initerror"], false), same);
    const replaced = applyReplaceOnChanges(same, ["#initerror"], true);
    assert.deepEqual([replaced.changes, replaced.replaces, replaced.diffs], [true, ["#initerror"], ["#initerror"]]);
  });
});
