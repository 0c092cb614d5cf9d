/** Contents that belong to no version of the service, such as the items of a dictionary. */
export interface Unversioned {
  /** All declared contents, in words: `the contents of the dictionary "settings"`. */
  declared: string[];
  /** The contents that the engine has written in this run, in the same words. */
  changed: ReadonlySet<string>;
  /** The contents that this run has put back, in the same words. */
  asBefore: string[];
  /** Why changed contents are not put back, by the same words. */
  stays: ReadonlyMap<string, string>;
}

/**
 * Says what a failing run has done about contents that belong to no version. Undefined when there are none. It names
 * all declared contents: an earlier or interrupted run may have written some that this run found as declared.
 */
export function describeUnversioned({ declared, changed, asBefore, stays }: Unversioned): string | undefined {
  const left = [...new Set([...changed, ...declared])].filter((each) => !asBefore.includes(each));
  const named = left.map((each) => {
    const why = stays.get(each);
    return changed.has(each) ? `${each} (changed by this run${why === undefined ? "" : `: ${why}`})` : each;
  });
  const lines = [
    ...(asBefore.length === 0
      ? []
      : [`These contents, which belong to no version, are as before this run: ${asBefore.join(", ")}`]),
    ...(named.length === 0
      ? []
      : [`These contents, which belong to no version, stay as they are now: ${named.join(", ")}`]),
  ];
  return lines.length === 0 ? undefined : lines.join("\n");
}
