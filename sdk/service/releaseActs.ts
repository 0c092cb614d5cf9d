import * as pulumi from "@pulumi/pulumi";
import type { FastlyClient } from "../fastly/client";
import { clientOf } from "../fastly/credentials";
import { localApi } from "../fastly/localApi";
import { type ServiceDetails, updateService } from "../fastly/service";
import { readStatistics, statisticsUrl } from "../fastly/statistics";
import { activateVersion, commentVersion, readStagingAddresses, stageVersion } from "../fastly/version";
import { withMark } from "../fastly/versionMark";
import type { Deployment } from "../plan/deployment";
import type { ReleasePlan } from "../plan/releasePlan";
import { releaseError } from "../release/errors";
import type { ReleaseActs } from "../release/release";
import type { CheckedRow } from "../release/report";
import { clock } from "../system/clock";
import { purgeIfDue } from "./purge";
import { rehearse } from "./rehearsal";
import { runReleaseChecks } from "./releaseChecks";
import { type StatisticsWatch, statisticsWatch } from "./releaseWatch";

/** A prepared version to release. The contents that belong to no version are written already. */
export interface Prepared {
  id: string;
  version: number;
  url: string;
  baseUrl: string;
  /** The name of the service. Undefined when the service keeps its name at Fastly. */
  name: string | undefined;
  comment: string | undefined;
}

/** For how many seconds after an activation no answer counts, at Fastly and with an API on this machine. */
const SETTLES = { atFastly: 10, here: 1 };

/**
 * The effects of a release at Fastly. Each reports to the user what it has done.
 *
 * @param note takes the result of each check.
 */
export async function releaseActs(
  deployment: Deployment,
  plan: ReleasePlan,
  prepared: Prepared,
  client: FastlyClient,
  service: ServiceDetails,
  note: (row: CheckedRow) => void,
): Promise<ReleaseActs> {
  const { checkFunctions, component, learned, project, setup } = deployment;
  const { id, version, url, baseUrl } = prepared;
  const tell = (line: string) => pulumi.log.info(line, component);
  const watch = await watchOf(deployment, plan, id, tell);
  const settleSeconds = plan.settleSeconds ?? (localApi(baseUrl) === undefined ? SETTLES.atFastly : SETTLES.here);
  let settledAt = 0;
  const settleFromNow = () => {
    settledAt = clock.now() + settleSeconds * 1_000;
  };
  const checked = { id, version, url, directory: project.directory, functions: checkFunctions };
  const checks = {
    live: async () => {
      await purgeIfDue(deployment, id, version);
      return runReleaseChecks(plan.checks, { ...checked, settledAt, phase: "live" }, tell, note);
    },
    staging: async () => {
      const connectTo = await stagingAddress(client, prepared);
      return runReleaseChecks(plan.staging ?? [], { ...checked, settledAt, connectTo, phase: "staging" }, tell, note);
    },
    watch: async () => {
      const wrong = (await watch?.watch()) ?? [];
      const outcome = wrong.length === 0 ? "passed" : wrong.join("\n");
      note({ check: "Statistics", where: "live", outcome, took: `up to ${plan.watch?.seconds} s` });
      return wrong;
    },
  };
  return {
    async mark(mark, comment) {
      const marked = withMark(mark, comment);
      await commentVersion(client, id, mark.version, marked);
      return marked;
    },
    async rehearse(comment) {
      const { things = [], links = [] } = setup.staged ?? {};
      const copy = await rehearse(client, { id, version, comment, baseUrl }, { things, links });
      const others = [...things, ...links].map(({ name }) => name).join(", ");
      await tell(`Version ${copy} is a copy of version ${version} for the staging network, with another ${others}.`);
      return copy;
    },
    async stage(wanted) {
      await stageVersion(client, id, wanted);
      settleFromNow();
      await tell(`Version ${wanted} is on the staging network.`);
    },
    async activate(wanted) {
      if (wanted === version) {
        await watch?.begin();
        await describeService(client, prepared, service);
      }
      await activateVersion(client, id, wanted);
      settleFromNow();
      await tell(wanted === version ? `Version ${wanted} is live.` : `Version ${wanted} is live again.`);
    },
    async writeAgain(removed) {
      await learned.contents.writeAgain(client, removed);
      await tell("Contents that an earlier run put back are again as declared.");
    },
    putBack: () => learned.contents.putBack(client),
    check: (where) => checks[where](),
  };
}

async function watchOf(
  { credentials }: Deployment,
  { watch }: ReleasePlan,
  id: string,
  tell: (line: string) => Promise<void>,
): Promise<StatisticsWatch | undefined> {
  if (watch === undefined) {
    return undefined;
  }
  const statistics = await clientOf(credentials, statisticsUrl);
  return statisticsWatch(watch, () => readStatistics(statistics, id), tell);
}

/** The address where the staging network answers for a domain of the service. */
async function stagingAddress(client: FastlyClient, { id, version, url }: Prepared): Promise<string> {
  const addresses = await readStagingAddresses(client, id, version);
  const address = addresses.get(hostOf(url)) ?? [...addresses.values()][0];
  if (address === undefined) {
    throw releaseError("release-without-staging", { id, reason: "it has no staging address" });
  }
  return address;
}

/** The domain in the address of a service. With an API on this machine the domain is below `localhost`. */
function hostOf(url: string): string {
  return new URL(url).hostname.replace(/\.localhost$/, "");
}

/** Provider 11 does not change a service's name and comment unless it activates a version. */
async function describeService(
  client: FastlyClient,
  { id, name, comment }: Prepared,
  service: Pick<ServiceDetails, "name" | "comment">,
): Promise<void> {
  const wanted = { name: name ?? service.name, comment: comment ?? service.comment };
  if (wanted.name !== service.name || wanted.comment !== service.comment) {
    await updateService(client, id, wanted);
  }
}
