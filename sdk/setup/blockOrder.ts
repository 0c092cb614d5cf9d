import * as pulumi from "@pulumi/pulumi";
import { configKey } from "../errors/commands";
import { resourceHook } from "../pulumi/hooks";
import { isMocked } from "../pulumi/mocks";
import { plain } from "../pulumi/plain";
import { installedVersion } from "../pulumi/providerMajor";
import { logError } from "./logErrors";
import { LOG_PROVIDERS } from "./logProviders";

/**
 * Fastly's provider writes the blocks of a service kind by kind, in this order, and of each kind it deletes before it
 * creates. Kinds that share their names at Fastly are in one list. A name that passes to a kind further up is then taken
 * still, by the kind further down: Fastly refuses it, with a draft half-done. The other way round it is free by then.
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

/** Refuses an update that the provider would begin and Fastly would not let it end. */
export function refuseTakenNames(component: string, before: Inputs, after: Inputs): void {
  const [taken] = takenNames(before, after);
  if (taken === undefined) {
    return;
  }
  const { name, from, to } = taken;
  if (from === "resourceLinks") {
    throw logError("link-becomes-dictionary", { name });
  }
  const key = configKey(component, ["logEndpoints", name, "enabled"]);
  throw logError("log-endpoint-moves", { name, from: titleOf(from), to: titleOf(to), key });
}

function namesOf(inputs: Inputs, kind: string): Set<string> {
  const blocks = (inputs[kind] ?? []) as { name: string }[];
  return new Set(Array.isArray(blocks) ? blocks.map(({ name }) => name) : []);
}

function titleOf(property: string): string {
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

/**
 * Warns where an older provider makes a backend before its health check. No more than that, as the provider's makers say
 * that Fastly refuses it, and a stand-in does not.
 */
export function warnOfEarlyBackends(
  { name, component }: { name: string; component: pulumi.Resource },
  version = installedVersion(),
): pulumi.ResourceHookBinding | undefined {
  if (isMocked() || makesHealthchecksFirst(version)) {
    return undefined;
  }
  const hook = resourceHook(
    `${name}-health-checks`,
    async ({ newInputs, oldInputs }) => {
      const early = earlyBackends(await plain(oldInputs), await plain(newInputs));
      if (early.length > 0) {
        const which = early.map((backend) => JSON.stringify(backend)).join(", ");
        await pulumi.log.warn(
          `Version ${version} of @pulumi/fastly makes ${early.length === 1 ? "a backend before its health check" : "backends before their health checks"} (${which}), which Fastly refuses with "No healthcheck named".\n` +
            "Run: npm install @pulumi/fastly@^12.5.1",
          component,
        );
      }
    },
    { onDryRun: true },
  );
  return { beforeCreate: [hook], beforeUpdate: [hook] };
}
