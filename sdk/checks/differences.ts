import type { Compared } from "../setup/places";

/**
 * The differences between two lists of things, in words.
 *
 * @param hidden the names of things with secret settings: their texts must not be shown.
 */
export function missing(noun: string, wanted: Compared[], live: Compared[], hidden: string[] = []): string[] {
  const without = (list: Compared[], others: Compared[]) =>
    list
      .filter(({ text }) => !others.some((other) => other.text === text))
      .map(({ name, text }) => `the ${noun} ${hidden.includes(name) ? name : text}`);
  return [
    ...without(wanted, live).map((thing) => `${thing} is missing`),
    ...without(live, wanted).map((thing) => `${thing} is still there`),
  ];
}

/** The start of a package's hash, for messages. */
export function short(hash: string | undefined): string {
  return hash === undefined ? "missing" : `${hash.slice(0, 12)}…`;
}
