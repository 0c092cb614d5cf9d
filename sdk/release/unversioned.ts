/** What a service has that belongs to none of its versions, such as what is in a dictionary. */
export interface Unversioned {
  /** In words, of all that is declared: `the contents of the dictionary "settings"`. */
  declared: string[];
  /** The same, of what the engine has written in this run. */
  changed: ReadonlySet<string>;
}

/**
 * What going back to an earlier version does not take back; undefined when there is nothing of that kind. All of it is
 * named, as an earlier run, or one that was interrupted, may have written what this one found as declared.
 */
export function notTakenBack({ declared, changed }: Unversioned): string | undefined {
  const all = [...new Set([...changed, ...declared])];
  const named = all.map((each) => (changed.has(each) ? `${each} (changed by this run)` : each));
  return all.length === 0 ? undefined : `What belongs to no version stays as it is now: ${named.join(", ")}`;
}
