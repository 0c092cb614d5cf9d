import type { DiffResult, PropertyDiff } from "./contract";
import type { PropertyMap } from "./value";
import { equal } from "./values";

/** The differences of a resource for which every changed input is an update. */
export function updateDiff(olds: PropertyMap, news: PropertyMap): DiffResult {
  const detailedDiff = inputDiff(olds, news);
  const diffs = Object.keys(detailedDiff);
  return { changes: diffs.length > 0, diffs, replaces: [], detailedDiff, deleteBeforeReplace: false };
}

/** The top-level properties in which two sets of inputs differ. */
export function inputDiff(olds: PropertyMap, news: PropertyMap): Record<string, PropertyDiff> {
  const diff: Record<string, PropertyDiff> = {};
  for (const key of [...new Set([...Object.keys(olds), ...Object.keys(news)])].sort()) {
    if (equal(olds[key], news[key])) continue;
    const kind = olds[key] === undefined ? "add" : news[key] === undefined ? "delete" : "update";
    diff[key] = { kind, inputDiff: true };
  }
  return diff;
}
