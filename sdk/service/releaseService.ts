import * as pulumi from "@pulumi/pulumi";
import { CHECKS } from "../checks/table";
import { ComputeError } from "../errors";
import { evenProtected } from "../errors/protection";
import { clientOf } from "../fastly/credentials";
import { localApi } from "../fastly/localApi";
import { lookUpService, updateService } from "../fastly/service";
import { readStatistics, statisticsUrl } from "../fastly/statistics";
import { activateVersion, commentVersion, readStagingAddresses, stageVersion } from "../fastly/version";
import { withMark } from "../fastly/versionMark";
import type { Deployment } from "../plan/deployment";
import { failUnder } from "../pulumi/failure";
import { isDeploying } from "../pulumi/operation";
import { releaseError } from "../release/errors";
import type { Facts } from "../release/nextStep";
import { type ReleaseActs, release } from "../release/release";
import { notTakenBack } from "../release/unversioned";
import { make } from "./make";
import { purgeIfDue } from "./purge";
import { makeChecks } from "./releaseChecks";
import { statisticsWatch } from "./releaseWatch";
import { unversionedOf } from "./unversioned";
import type { DeclaredService } from "./verifyDeployment";

/** What a release is about, once the version is prepared and everything beside it is written. */
interface Prepared {
  id: string;
  version: number;
  url: string;
  baseUrl: string;
  /** Undefined when the service keeps what it has at Fastly. */
  name: string | undefined;
  comment: string | undefined;
}

/**
 * Makes the prepared version live as `release` says, and fails the run unless that ends well. On every `up`: one that was
 * interrupted goes on, and what is live is checked.
 *
 * @param id known once the version is prepared, and everything beside it is written.
 * @param url there is one: a setup without an address to check was refused.
 * @returns the version that is live; undefined where the provider sees to that.
 */
export function releaseService(
  deployment: Deployment,
  { service }: DeclaredService,
  id: pulumi.Output<string>,
  url: pulumi.Output<string | undefined>,
): pulumi.Output<number> | undefined {
  const { component, credentials, kept } = deployment;
  if (deployment.release === undefined || !credentials.isFastlyThere) {
    return undefined;
  }
  if (!isDeploying()) {
    return service.clonedVersion;
  }
  const given = {
    id,
    version: service.clonedVersion,
    url,
    baseUrl: credentials.baseUrl,
    name: kept.includes("name") ? undefined : service.name,
    comment: kept.includes("comment") ? undefined : service.comment.apply((comment) => comment ?? ""),
  };
  return pulumi.unsecret(pulumi.output(given)).apply(async (prepared) => {
    try {
      await carryOut(deployment, prepared as Prepared);
      return prepared.version;
    } catch (error) {
      return failUnder(component, evenProtected(component, error));
    }
  });
}

async function carryOut(deployment: Deployment, prepared: Prepared): Promise<void> {
  const { release: plan, credentials, component, project } = deployment;
  const { id, version, url, baseUrl } = prepared;
  const client = await clientOf(credentials);
  const found = await lookUpService(client, id);
  if (plan === undefined || found.state !== "exists") {
    return;
  }
  const { service } = found;
  const facts: Facts = {
    version,
    active: service.activeVersion,
    staged: service.stagedVersion,
    commentOf: new Map(service.commentOf),
    activated: service.activated,
    results: {},
  };
  const tell = (line: string) => pulumi.log.info(line, component);
  const statistics = plan.watch && (await clientOf(credentials, statisticsUrl));
  const watch = plan.watch && statistics && statisticsWatch(plan.watch, () => readStatistics(statistics, id), tell);
  const settleSeconds = plan.settleSeconds ?? (localApi(baseUrl) === undefined ? 10 : 1);
  let settledAt = 0;
  const settleFromNow = () => {
    settledAt = performance.now() + settleSeconds * 1_000;
  };
  const checked = { id, version, url, directory: project.directory };
  const acts: ReleaseActs = {
    async mark(mark, comment) {
      const marked = withMark(mark, comment);
      await commentVersion(client, id, mark.version, marked);
      return marked;
    },
    async stage(wanted) {
      await stageVersion(client, id, wanted);
      settleFromNow();
      await tell(`Version ${wanted} is on the staging network.`);
    },
    async activate(wanted) {
      if (wanted === version) {
        await watch?.begin();
        await describeService(prepared, service, (form) => updateService(client, id, form));
      }
      await activateVersion(client, id, wanted);
      settleFromNow();
      await tell(wanted === version ? `Version ${wanted} is live.` : `Version ${wanted} is live again.`);
    },
    async check(where) {
      if (where === "watch") {
        return (await watch?.watch()) ?? [];
      }
      if (where === "live") {
        await purgeIfDue(deployment, id, version);
        return makeChecks(plan.checks, { ...checked, settledAt, phase: "live" }, tell);
      }
      const addresses = await readStagingAddresses(client, id, version);
      const connectTo = addresses.get(hostOf(url)) ?? [...addresses.values()][0];
      if (connectTo === undefined) {
        throw releaseError("release-without-staging", { id, reason: "it has no staging address" });
      }
      return makeChecks(plan.staging ?? [], { ...checked, settledAt, connectTo, phase: "staging" }, tell);
    },
  };
  const rules = {
    goesBack: plan.goesBack,
    isStaged: plan.staging !== undefined,
    isWatched: plan.watch !== undefined,
  };
  try {
    const end = await release(facts, rules, acts);
    const situation = { id, version, end, notTakenBack: notTakenBack(unversionedOf(deployment)) };
    await make(CHECKS.afterRelease, situation, deployment);
  } catch (error) {
    if (!(error instanceof ComputeError) || /^release-/.test(error.code)) {
      throw error;
    }
    const { problem, remedy } = error;
    throw releaseError("release-interrupted", { id, version, live: facts.active, problem, remedy });
  }
}

/** The domain in the address of a service: below `localhost` with an API of this machine. */
function hostOf(url: string): string {
  return new URL(url).hostname.replace(/\.localhost$/, "");
}

/** Provider 11 leaves name and comment of a service as they are when it does not activate. */
async function describeService(
  { name, comment }: Prepared,
  service: { name: string; comment: string },
  write: (form: Record<string, string>) => Promise<unknown>,
): Promise<void> {
  const wanted = { name: name ?? service.name, comment: comment ?? service.comment };
  if (wanted.name !== service.name || wanted.comment !== service.comment) {
    await write(wanted);
  }
}
