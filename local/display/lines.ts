import type { Value } from "../engine/value";
import { mask } from "./mask";

/** The lines that only one of two texts has, in order: the changes in a long list. */
export interface ChangedLines {
  removed: string[];
  added: string[];
}

/** Undefined unless both are texts, one has several lines, and a line differs. */
export function changedLines(old: Value, now: Value, secrets: Iterable<string>): ChangedLines | undefined {
  if (typeof old !== "string" || typeof now !== "string" || !`${old}${now}`.includes("\n")) {
    return undefined;
  }
  // Secrets are hidden before splitting: a secret may have several lines.
  const [before = [], after = []] = [old, now].map((text) => mask(text, secrets).split("\n"));
  const changed = { removed: without(before, after), added: without(after, before) };
  return changed.removed.length + changed.added.length === 0 ? undefined : changed;
}

/** Each line as many times as `others` lacks it. */
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

/** The first lines, and the number of the others. */
export function firstLines(lines: readonly string[], most = 100): { shown: readonly string[]; more: number } {
  return { shown: lines.slice(0, most), more: Math.max(0, lines.length - most) };
}
