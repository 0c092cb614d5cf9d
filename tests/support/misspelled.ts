/**
 * Slips of a name, except those that are also names or a slip of another: with a letter twice, left out, or swapped with
 * the next one.
 */
export function misspelled(name: string, names: readonly string[]): string[] {
  const others = new Set(names.filter((other) => other !== name).flatMap((other) => [other, ...slips(other)]));
  return slips(name).filter((slip) => slip !== name && !others.has(slip));
}

function slips(name: string): string[] {
  return [...name].flatMap((letter, index) => {
    const [before, after] = [name.slice(0, index), name.slice(index + 1)];
    const isLetter = /[a-z]/.test(letter);
    return [
      ...(isLetter ? [`${before}${letter}${letter}${after}`] : []),
      ...(isLetter && name.length > 2 ? [before + after] : []),
      ...(isLetter && /^[a-z]/.test(after) ? [`${before}${after[0]}${letter}${after.slice(1)}`] : []),
    ];
  });
}
