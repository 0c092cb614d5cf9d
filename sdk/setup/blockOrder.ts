import { LOG_PROVIDERS } from "./logProviders";

/**
 * Fastly's provider writes the blocks of a service kind by kind, in this order. Within a kind it deletes before it
 * creates. Kinds that share their names at Fastly are in one list. Suppose a name moves to a kind further up. The kind
 * further down still has the name then, so Fastly refuses, with a draft half done. In the other direction the name is
 * free in time.
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
  // A program opens a dictionary and a store by the same call. Fastly does not document whether both may have one name.
  ["dictionaries", "resourceLinks"],
];

type Inputs = Record<string, unknown>;

/** A name that an update takes from one kind of block and gives to another kind that comes first. */
export interface TakenName {
  name: string;
  from: string;
  to: string;
}

/** The names that an update of a service would reuse while they are still taken. */
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

/** The name of a kind of log endpoint in messages. */
export function titleOf(property: string): string {
  return [...LOG_PROVIDERS.values()].find((provider) => provider.property === property)?.title ?? property;
}

/** The backends that an update would make, or change, with a health check that the service does not have yet. */
export function earlyBackends(before: Inputs, after: Inputs): string[] {
  const there = namesOf(before, "healthchecks");
  const backends = (after.backends ?? []) as { name: string; healthcheck?: unknown }[];
  return Array.isArray(backends)
    ? backends
        .filter(({ healthcheck }) => typeof healthcheck === "string" && healthcheck !== "" && !there.has(healthcheck))
        .map(({ name }) => name)
    : [];
}

/**
 * From this version on the provider makes health checks before backends. Fastly refuses a backend whose health check
 * does not exist.
 */
const IN_ORDER = [12, 5, 1];

export function makesHealthchecksFirst(version: string): boolean {
  const parts = version.split(/[.-]/).map(Number);
  const difference = IN_ORDER.map((wanted, index) => (parts[index] ?? 0) - wanted).find((each) => each !== 0) ?? 0;
  return difference >= 0;
}
