import type { FastlyClient } from "../fastly/client";
import type { LiveVersion } from "../fastly/version";
import { LINK } from "../setup/kind";
import { OWN_KINDS } from "../setup/kinds";
import type { Place } from "../setup/places";

/** The parts of a version: the property of the service resource, the path in Fastly's API, and the noun. */
const PLACES: (Place & { noun: string })[] = [
  ...OWN_KINDS.flatMap(([, { noun, places }]) => places.map((place) => ({ ...place, noun }))),
  { property: "resourceLinks", path: "resource", noun: LINK },
];

/**
 * The parts of a version whose kinds are not in the state. The provider reads only the kinds that the state has.
 * Suppose an update fails to remove the last thing of a kind. Then no refresh brings it back, and no update removes it.
 *
 * @param namesOf reads the names of the version's things, by the path of their kind.
 */
export async function readUnseen(
  namesOf: (path: string) => Promise<string[]>,
  state: Record<string, unknown>,
): Promise<string[]> {
  const absent = PLACES.filter(({ property }) => ((state[property] ?? []) as unknown[]).length === 0);
  const found = await Promise.all(
    absent.map(async ({ path, noun }) => (await namesOf(path)).map((name) => `the ${noun} ${name}`)),
  );
  return found.flat();
}

/** The things of a service that are in no list of a version. */
export async function readUnversioned(client: FastlyClient, id: string, version: number): Promise<string[]> {
  const found = await Promise.all(
    OWN_KINDS.map(async ([, { noun, single }]) =>
      ((await single?.readNames(client, id, version)) ?? []).map((name) => `the ${noun} ${name}`),
    ),
  );
  return found.flat();
}

/** The remedy that makes a refresh read all kinds: a version with another number than the state's. */
export function readAllAgain(id: string): string {
  return (
    "Activate a copy of the active version, so that a refresh reads all of it:\n" +
    `  fastly service-version clone --service-id=${id} --version=active\n` +
    `  fastly service-version activate --service-id=${id} --version=latest\n` +
    "Then run: pulumi up --refresh"
  );
}

/** The remedy for links of a version that is not to be activated. A refresh never reads all links of such a version. */
export function removeLinks(id: string, version: number, { links }: LiveVersion, isActive: boolean): string {
  return isActive
    ? "Remove the store with a version that goes live: run pulumi up without activate: false and stage: true. This run says how to go on."
    : [
        "Remove the link from the draft. Run:",
        ...links.map((link) => `  fastly resource-link delete --service-id=${id} --version=${version} --id=${link.id}`),
        "Then run: pulumi up",
      ].join("\n");
}
