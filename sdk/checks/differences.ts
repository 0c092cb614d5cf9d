import type { LiveVersion } from "../fastly/version";
import { LINK } from "../setup/kind";
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

/** The difference between two packages, by their files hashes. */
export function packageDifference(wanted: string, live: string | undefined): string[] {
  return wanted === live ? [] : [`the package is ${short(live)} instead of ${short(wanted)}`];
}

/** The differences between the links of the state and those of a version. */
export function linkDifferences(wanted: ServiceLink[], live: LiveVersion["links"]): string[] {
  return missing(
    LINK,
    wanted.map(({ name, resourceId }) => ({ name, text: `${name} to ${resourceId}` })),
    live.map(({ name, resource_id }) => ({ name, text: `${name} to ${resource_id}` })),
  );
}

/** A link in the service resource. */
export interface ServiceLink {
  name: string;
  /** Unknown in a preview when the store does not exist yet. */
  resourceId?: unknown;
}

/** The links in the inputs or outputs of the service resource. */
export function linksOf({ resourceLinks: links }: Record<string, unknown>): ServiceLink[] {
  return Array.isArray(links) ? (links as ServiceLink[]) : [];
}

/** The files hash of the package in the inputs or outputs of the service resource. */
export function packageHashIn(values: Record<string, unknown>): string | undefined {
  const [pkg] = [values.package].flat() as ({ sourceCodeHash?: string } | undefined)[];
  return pkg?.sourceCodeHash;
}

/** The start of a package's hash, for messages. */
function short(hash: string | undefined): string {
  return hash === undefined ? "missing" : `${hash.slice(0, 12)}…`;
}
