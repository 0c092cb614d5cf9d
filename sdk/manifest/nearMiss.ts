/** The known key that `key` probably means: with another case, separator or number, or one or two letters off. */
export function likelyKey(key: string, known: readonly string[]): string | undefined {
  return nearest(key, known, 4);
}

/**
 * The name that a word of a command line probably means: a name that begins with the word, or one that is close to it.
 * A command line with an unknown word is refused, so a suggestion does no harm, even of a short name.
 */
export function likelyName(word: string, names: readonly string[]): string | undefined {
  const longer = word.length > 2 ? names.find((name) => name.startsWith(word)) : undefined;
  return longer ?? (word.length > 1 ? nearest(word, names, 2) : undefined);
}

/** @param shortest the length of a known key from which on one letter may be wrong. */
function nearest(key: string, known: readonly string[], shortest: number): string | undefined {
  const folded = fold(key);
  let likely: string | undefined;
  let fewest = Number.POSITIVE_INFINITY;
  for (const candidate of known) {
    const { length } = candidate;
    const edits = distance(folded, foldedKnown(candidate), length >= 8 ? 2 : length >= shortest ? 1 : 0);
    if (edits === 0) {
      return candidate;
    }
    if (edits < fewest) {
      likely = candidate;
      fewest = edits;
    }
  }
  return likely;
}

const folds = new Map<string, string>();

/** Cached: known keys are few, and are compared with each key of a file. */
function foldedKnown(key: string): string {
  const known = folds.get(key) ?? fold(key);
  if (folds.size < 10_000) {
    folds.set(key, known);
  }
  return known;
}

function fold(key: string): string {
  return key.toLowerCase().replace(/[-_ ]/g, "").replace(/s$/, "");
}

/** The number of letters inserted, removed, replaced or swapped with a neighbour. Infinite above `most`. */
function distance(a: string, b: string, most: number): number {
  if (a === b) {
    return 0;
  }
  if (Math.abs(a.length - b.length) > most || most === 0) {
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
    if (Math.min(...row, ...last) > most) {
      return Number.POSITIVE_INFINITY;
    }
    beforeLast = last;
    last = row;
  }
  const edits = at(last, b.length);
  return edits <= most ? edits : Number.POSITIVE_INFINITY;
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}
