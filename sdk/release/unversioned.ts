/** What a service has that belongs to none of its versions, such as what is in a dictionary. */
export interface Unversioned {
  /** In words, of all that is declared: `the contents of the dictionary "settings"`. */
  declared: string[];
  /** The same, of what the engine has written in this run. */
  changed: ReadonlySet<string>;
  /** The same, of what this run has put back. */
  asBefore: string[];
  /** Why something that this run has changed is not put back. */
  stays: ReadonlyMap<string, string>;
}

/**
 * What a run that fails has done about what belongs to no version; undefined when there is nothing of that kind. All of
 * it is named, as an earlier run, or one that was interrupted, may have written what this one found as declared.
 */
export function toldOfUnversioned({ declared, changed, asBefore, stays }: Unversioned): string | undefined {
  const left = [...new Set([...changed, ...declared])].filter((each) => !asBefore.includes(each));
  const named = left.map((each) => {
    const why = stays.get(each);
    return changed.has(each) ? `${each} (changed by this run${why === undefined ? "" : `: ${why}`})` : each;
  });
  const lines = [
    ...(asBefore.length === 0
      ? []
      : [`What belongs to no version is as it was before this run: ${asBefore.join(", ")}`]),
    ...(named.length === 0 ? [] : [`What belongs to no version stays as it is now: ${named.join(", ")}`]),
  ];
  return lines.length === 0 ? undefined : lines.join("\n");
}
