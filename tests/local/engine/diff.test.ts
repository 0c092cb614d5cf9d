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
  it("makes a replacement of the changes it covers and of no others", () => {
    const replaced = applyReplaceOnChanges(DIFF, ["entries"], false);
    assert.deepEqual(replaced.replaces, ["entries.a"]);
    assert.deepEqual(replaced.detailedDiff, {
      storeId: { kind: "update", inputDiff: false },
      "entries.a": { kind: "add-replace", inputDiff: false },
    });
    assert.deepEqual(applyReplaceOnChanges(DIFF, ["name"], false), DIFF);
    assert.deepEqual(applyReplaceOnChanges(DIFF, ["*"], false).replaces, ["storeId", "entries.a"]);
  });

  it("knows changes by their top-level names where the provider gives no details", () => {
    assert.deepEqual(applyReplaceOnChanges({ ...DIFF, detailedDiff: {} }, ["storeId"], false).replaces, ["storeId"]);
  });

  it("replaces for #initerror only what did not complete", () => {
    const same: DiffResult = { ...DIFF, changes: false, diffs: [], detailedDiff: {} };
    assert.deepEqual(applyReplaceOnChanges(same, ["#initerror"], false), same);
    const replaced = applyReplaceOnChanges(same, ["#initerror"], true);
    assert.deepEqual([replaced.changes, replaced.replaces, replaced.diffs], [true, ["#initerror"], ["#initerror"]]);
  });
});
