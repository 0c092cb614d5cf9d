import * as pulumi from "@pulumi/pulumi";
import { CHECKS } from "../checks/table";
import { ComputeError } from "../errors";
import { clientOf } from "../fastly/credentials";
import { lookUpService, type ServiceDetails } from "../fastly/service";
import type { Deployment } from "../plan/deployment";
import type { ReleasePlan } from "../plan/releasePlan";
import { failUnder } from "../pulumi/failure";
import { isDeploying } from "../pulumi/operation";
import { withProtectionRemedy } from "../pulumi/protection";
import { releaseError } from "../release/errors";
import type { Facts, ReleaseRules } from "../release/nextStep";
import { release } from "../release/release";
import type { CheckedRow } from "../release/report";
import { describeUnversioned } from "../release/unversioned";
import { type Prepared, releaseActs } from "./releaseActs";
import { reportRelease } from "./releaseReport";
import { runChecks } from "./runChecks";
import { unversionedOf } from "./unversioned";
import { type DeclaredService, textsOf } from "./verifyDeployment";

/**
 * Makes the prepared version live as `release` says, and fails the run unless the release succeeds. It runs on every
 * `up`: an interrupted release goes on, and the live version is checked.
 *
 * @param id known once the version is prepared and everything beside it is written.
 * @param url exists always: a setup without an address to check was refused.
 * @returns the live version. Undefined under mocks.
 */
export function releaseService(
  deployment: Deployment,
  plan: ReleasePlan,
  { service }: DeclaredService,
  id: pulumi.Output<string>,
  url: pulumi.Output<string | undefined>,
): pulumi.Output<number> | undefined {
  const { component, credentials } = deployment;
  if (!credentials.isFastlyThere) {
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
    ...textsOf(service, deployment),
  };
  return pulumi.unsecret(pulumi.output(given)).apply(async (prepared) => {
    const checks: CheckedRow[] = [];
    try {
      await carryOut(deployment, plan, prepared as Prepared, (row) => checks.push(row));
      await reportRelease(deployment, prepared as Prepared, checks);
      return prepared.version;
    } catch (error) {
      await reportRelease(deployment, prepared as Prepared, checks, error);
      return failUnder(component, withProtectionRemedy(component, error));
    }
  });
}

async function carryOut(
  deployment: Deployment,
  plan: ReleasePlan,
  prepared: Prepared,
  note: (row: CheckedRow) => void,
): Promise<void> {
  const { id, version } = prepared;
  const client = await clientOf(deployment.credentials);
  const found = await lookUpService(client, id);
  if (found.state !== "exists") {
    // Without knowing what is live nothing can be released, so the run fails.
    const { problem, remedy } =
      found.state === "unknown"
        ? found.error
        : { problem: "Fastly no longer has this service", remedy: "Run: pulumi up --refresh" };
    throw releaseError("release-interrupted", { id, version, live: undefined, problem, remedy });
  }
  const facts = factsOf(deployment, version, found.service);
  try {
    const end = await release(
      facts,
      rulesOf(plan, deployment),
      await releaseActs(deployment, plan, prepared, client, found.service, note),
    );
    const unversioned = describeUnversioned(unversionedOf(deployment));
    await runChecks(CHECKS.afterRelease, { id, version, end, goesBack: plan.goesBack, unversioned }, deployment);
  } catch (error) {
    if (!(error instanceof ComputeError) || /^release-/.test(error.code)) {
      throw error;
    }
    const { problem, remedy } = error;
    throw releaseError("release-interrupted", { id, version, live: facts.active, problem, remedy });
  }
}

function factsOf({ learned }: Deployment, version: number, service: ServiceDetails): Facts {
  return {
    version,
    active: service.activeVersion,
    staged: service.stagedVersion,
    commentOf: new Map(service.commentOf),
    activated: service.activated,
    results: {},
    contents: learned.contents,
    isWritten: false,
  };
}

function rulesOf({ goesBack, staging, watch }: ReleasePlan, { setup: { staged } }: Deployment): ReleaseRules {
  const isStaged = staging !== undefined;
  return { goesBack, isStaged, isRehearsed: isStaged && staged !== undefined, isWatched: watch !== undefined };
}
