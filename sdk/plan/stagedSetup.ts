import type * as pulumi from "@pulumi/pulumi";
import { type ProviderMajor, providerMajor } from "../pulumi/providerMajor";
import type { OriginArgs } from "../setup/backendArgs";
import { backendBlock, backendDefaults, checkedHost, NEW_IN_12 } from "../setup/backendSettings";
import {
  type BackendFacts,
  checkAddress,
  checkPort,
  factsOf,
  type ResolvedBackend,
  withoutBrackets,
} from "../setup/backends";
import { healthcheckBlock } from "../setup/healthchecks";
import { defined, isPlain, type Lifted, lift, own } from "../setup/inputs";
import type { LinkedKind } from "../setup/kind";
import type { Things } from "../setup/kinds";
import { checkMajor } from "../setup/otherMajor";
import type { Report } from "../setup/report";
import { linkedThings, type ResolvedSetup } from "../setup/resolved";
import type { ComputeServiceArgs } from "./args";
import { planError } from "./errors";
import type { ReleaseStagingArgs, ReleaseStoreArgs } from "./releaseArgs";

/** Everything that the service will have, and its differences on the staging network. */
export interface PlannedSetup extends ResolvedSetup {
  staged?: StagedSetup;
}

/** The differences of the version on the staging network from the one that goes live. */
export interface StagedSetup {
  things: StagedThing[];
  links: StagedLink[];
}

/** A backend as it is on the staging network. */
export interface StagedThing {
  name: string;
  facts: Lifted<BackendFacts>;
  /** Its differences, and those of its health check. The health check sends the host that the backend expects. */
  changes: StagedChange[];
}

/** The settings that differ for one thing of the version. */
export interface StagedChange {
  /** The API's path of the thing, below a version. */
  place: string;
  name: string;
  /** The settings, by the provider's names. */
  settings: Record<string, pulumi.Input<unknown>>;
}

/** The target of a link on the staging network: `id` or name, only one of them. */
export interface StagedLink {
  name: string;
  kind: LinkedKind;
  existingId?: pulumi.Input<string>;
  existingName?: string;
}

/** The backends and stores in `release.before`. Undefined where the version itself is staged. */
export function resolveStaged(
  { backends = {}, stores = {} }: ReleaseStagingArgs,
  declared: ComputeServiceArgs["backends"],
  things: Things,
  report: Report,
): StagedSetup | undefined {
  if (Object.keys(backends).length + Object.keys(stores).length === 0) {
    return undefined;
  }
  return {
    things: Object.entries(backends).flatMap(
      ([name, origin]) => stagedBackend(name, origin, declared, things.backends, report) ?? [],
    ),
    links: Object.entries(stores).flatMap(([name, store]) => stagedLink(name, store, things, report) ?? []),
  };
}

/** The place of an argument for the staging network. */
const PLACE = ["release", "before"];

function unfit(report: Report, path: string[], why: string): undefined {
  report.error(path, planError.explain("argument-unfit", { path: path.join("."), why }));
}

function stagedBackend(
  name: string,
  origin: OriginArgs,
  declared: ComputeServiceArgs["backends"],
  resolved: ResolvedBackend[],
  report: Report,
  major: ProviderMajor = providerMajor(),
): StagedThing | undefined {
  const path = [...PLACE, "backends", name];
  const backend = resolved.find((each) => each.name === name);
  if (backend === undefined) {
    return unfit(report, path, `is not a backend of the service, which has ${listOf(resolved)}`);
  }
  if (origin.address !== undefined) {
    checkAddress(origin.address, [...path, "address"], report);
  }
  if (origin.port !== undefined) {
    checkPort(name, origin.port, false, [...path, "port"], report);
  }
  for (const limit of NEW_IN_12) {
    checkMajor([...path, limit], origin[limit], 12, report);
  }
  const { healthcheck, ...given } = own(declared, name) ?? {};
  const was = backend.block;
  const wanted = {
    ...given,
    port: was.port as pulumi.Input<number>,
    ...defined(origin),
    address: origin.address === undefined ? was.address : lift(origin.address, withoutBrackets),
  };
  const block = backendBlock(name, wanted, was.healthcheck as string | undefined);
  const check = healthcheck && healthcheckBlock(name, healthcheck, checkedHost(block));
  // A health check that other backends share has the same settings for all of them.
  const isShared = resolved.filter((each) => each.healthcheck?.name === check?.name).length > 1;
  const settings = changesOf(was, block, backendDefaults(major));
  const isHostOther = check !== undefined && !isShared && check.host !== backend.healthcheck?.host;
  return {
    name,
    facts: factsOf(name, block, healthcheck),
    changes: [
      { place: "backend", name, settings },
      ...(isHostOther ? [{ place: "healthcheck", name: check.name as string, settings: { host: check.host } }] : []),
    ],
  };
}

/** A setting whose form differs may turn out to be the same value. It is then written again, which does no harm. */
function changesOf(was: object, is: object, defaults: object): StagedChange["settings"] {
  const [before, after] = [was, is].map((block) => new Map(Object.entries({ ...defaults, ...block })));
  return Object.fromEntries([...(after ?? [])].filter(([setting, value]) => before?.get(setting) !== value));
}

function stagedLink(name: string, store: ReleaseStoreArgs, things: Things, report: Report): StagedLink | undefined {
  const path = [...PLACE, "stores", name];
  const linked = linkedThings(things);
  const kind = linked.find(({ facts }) => facts.name === name)?.kind;
  if (kind === undefined) {
    return unfit(report, path, `is not a store of the service, which has ${listOf(linked.map(({ facts }) => facts))}`);
  }
  const { existingId, existingName } = store;
  const isMissing = existingId === undefined || (isPlain(existingId) && existingId === "");
  if (isMissing ? !existingName : existingName !== undefined) {
    return unfit(report, path, "needs either existingId or existingName");
  }
  return { name, kind, ...(isMissing ? { existingName } : { existingId }) };
}

function listOf(things: { name: string }[]): string {
  return things.map(({ name }) => name).join(", ") || "none";
}

/** The differences as people and policies see them. */
export function stagedSummary({ things, links }: StagedSetup) {
  return {
    ...(things.length > 0 && {
      backends: Object.fromEntries(things.map(({ name, facts }) => [name, facts])),
    }),
    ...(links.length > 0 && {
      stores: Object.fromEntries(
        links.map(({ name, existingId, existingName }) => [name, defined({ existingId, existingName })]),
      ),
    }),
  };
}
