import type { Value } from "../engine/value";
import { mask } from "./mask";

/** The lines that only one of two texts has, in their order: what a person looks for in a long list. */
export interface ChangedLines {
  removed: string[];
  added: string[];
}

/** Undefined unless both are texts, one of several lines, and a line differs. */
export function changedLines(old: Value, now: Value, secrets: Iterable<string>): ChangedLines | undefined {
  if (typeof old !== "string" || typeof now !== "string" || !`${old}${now}`.includes("\n")) {
    return undefined;
  }
  // Hidden as a whole first: a secret may have several lines.
  const [before = [], after = []] = [old, now].map((text) => mask(text, secrets).split("\n"));
  const changed = { removed: without(before, after), added: without(after, before) };
  return changed.removed.length + changed.added.length === 0 ? undefined : changed;
}

/** Each line as often as `others` lacks it. */
function without(lines: readonly string[], others: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const line of others) {
    counts.set(line, (counts.get(line) ?? 0) + 1);
  }
  return lines.filter((line) => {
    const count = counts.get(line) ?? 0;
    counts.set(line, count - 1);
    return count <= 0;
  });
}

/** The first of them, and how many are left out. */
export function firstLines(lines: readonly string[], most = 100): { shown: readonly string[]; more: number } {
  return { shown: lines.slice(0, most), more: Math.max(0, lines.length - most) };
}
