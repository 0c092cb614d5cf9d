import { LOG_PROVIDERS } from "./logProviders";

/**
 * Fastly's provider writes the blocks of a service kind by kind, in this order. Within a kind it deletes before it
 * creates. Kinds that share their names at Fastly are in one list. A name that passes to a kind further up is then
 * taken still, by the kind further down: Fastly refuses it, with a draft half-done. The other way round it is free by
 * then.
 */
export const BLOCK_ORDER: readonly (readonly string[])[] = [
  [
    "loggingS3s",
    "loggingPapertrails",
    "loggingSumologics",
    "loggingGcs",
    "loggingBigqueries",
    "loggingSyslogs",
    "loggingLogentries",
    "loggingSplunks",
    "loggingBlobstorages",
    "loggingHttps",
    "loggingElasticsearches",
    "loggingFtps",
    "loggingSftps",
    "loggingDatadogs",
    "loggingLogglies",
    "loggingGooglepubsubs",
    "loggingGrafanacloudlogs",
    "loggingScalyrs",
    "loggingNewrelics",
    "loggingNewrelicotlps",
    "loggingKafkas",
    "loggingHeroku",
    "loggingHoneycombs",
    "loggingLogshuttles",
    "loggingOpenstacks",
    "loggingDigitaloceans",
    "loggingCloudfiles",
    "loggingKineses",
  ],
  // A program opens a dictionary and a store by the same call: where Fastly stands on one name for both is not documented.
  ["dictionaries", "resourceLinks"],
];

type Inputs = Record<string, unknown>;

/** A name that one update would take from a kind of block and give to another one before. */
export interface TakenName {
  name: string;
  from: string;
  to: string;
}

/** The names that an update of a service would give away while they are taken. */
export function takenNames(before: Inputs, after: Inputs): TakenName[] {
  return BLOCK_ORDER.flatMap((kinds) =>
    kinds.flatMap((to, index) => {
      const old = namesOf(before, to);
      const added = [...namesOf(after, to)].filter((name) => !old.has(name));
      return kinds
        .slice(index + 1)
        .flatMap((from) => added.filter((name) => namesOf(before, from).has(name)).map((name) => ({ name, from, to })));
    }),
  );
}

function namesOf(inputs: Inputs, kind: string): Set<string> {
  const blocks = (inputs[kind] ?? []) as { name: string }[];
  return new Set(Array.isArray(blocks) ? blocks.map(({ name }) => name) : []);
}

/** What messages call a kind of block of log endpoints. */
export function titleOf(property: string): string {
  return [...LOG_PROVIDERS.values()].find((provider) => provider.property === property)?.title ?? property;
}

/** The backends that an update would make, or change, to have a health check which the service does not have yet. */
export function earlyBackends(before: Inputs, after: Inputs): string[] {
  const there = namesOf(before, "healthchecks");
  const backends = (after.backends ?? []) as { name: string; healthcheck?: unknown }[];
  return Array.isArray(backends)
    ? backends
        .filter(({ healthcheck }) => typeof healthcheck === "string" && healthcheck !== "" && !there.has(healthcheck))
        .map(({ name }) => name)
    : [];
}

/** Since this version the provider makes health checks before backends: Fastly refuses one whose check is not there. */
const IN_ORDER = [12, 5, 1];

export function makesHealthchecksFirst(version: string): boolean {
  const parts = version.split(/[.-]/).map(Number);
  const difference = IN_ORDER.map((wanted, index) => (parts[index] ?? 0) - wanted).find((each) => each !== 0) ?? 0;
  return difference >= 0;
}
