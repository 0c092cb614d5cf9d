/** The known key that `key` probably stands for: another case, separator or number, or one or two letters off. */
export function likelyKey(key: string, known: readonly string[]): string | undefined {
  const folded = fold(key);
  const same = known.find((candidate) => fold(candidate) === folded);
  if (same !== undefined) {
    return same;
  }
  const ranked = known
    .map((candidate) => ({ candidate, edits: distance(folded, fold(candidate)), length: candidate.length }))
    .filter(({ edits, length }) => edits <= (length >= 8 ? 2 : length >= 4 ? 1 : 0))
    .sort((a, b) => a.edits - b.edits);
  return ranked[0]?.candidate;
}

function fold(key: string): string {
  return key.toLowerCase().replace(/[-_ ]/g, "").replace(/s$/, "");
}

/** The number of letters inserted, removed, replaced or swapped with a neighbour. */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) {
    return Number.POSITIVE_INFINITY;
  }
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = at(last, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = i > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? at(beforeLast, j - 2) + 1 : replaced;
      row.push(Math.min(at(last, j) + 1, at(row, j - 1) + 1, replaced, swapped));
    }
    beforeLast = last;
    last = row;
  }
  return at(last, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}
