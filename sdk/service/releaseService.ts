import * as pulumi from "@pulumi/pulumi";
import { refusal } from "../checks/check";
import { CHECKS } from "../checks/table";
import { ComputeError } from "../errors";
import { evenProtected } from "../errors/protection";
import { clientOf } from "../fastly/credentials";
import { localApi } from "../fastly/localApi";
import { lookUpService, updateService } from "../fastly/service";
import { activateVersion, commentVersion } from "../fastly/version";
import { withMark } from "../fastly/versionMark";
import { request } from "../live/request";
import type { Deployment } from "../plan/deployment";
import { failUnder } from "../pulumi/failure";
import { isDeploying } from "../pulumi/operation";
import { releaseError } from "../release/errors";
import type { Facts } from "../release/nextStep";
import { release } from "../release/release";
import { type Checked, type CheckTools, runCheck } from "../release/runCheck";
import { runCommand } from "./releaseCommand";
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
  const { release: plan, credentials, component } = deployment;
  const { id, version, baseUrl } = prepared;
  const client = await clientOf(credentials);
  const found = await lookUpService(client, id);
  if (plan === undefined || found.state !== "exists") {
    return;
  }
  const { service } = found;
  const facts: Facts = {
    version,
    active: service.activeVersion,
    commentOf: new Map(service.commentOf),
    activated: service.activated,
    results: {},
  };
  const tell = (line: string) => pulumi.log.info(line, component);
  const settleSeconds = plan.settleSeconds ?? (localApi(baseUrl) === undefined ? 10 : 1);
  let activatedAt: number | undefined;
  const acts = {
    mark: async (mark: Parameters<typeof withMark>[0], comment: string) => {
      const marked = withMark(mark, comment);
      await commentVersion(client, id, mark.version, marked);
      return marked;
    },
    activate: async (wanted: number) => {
      if (wanted === version) {
        await describeService(prepared, service, (form) => updateService(client, id, form));
      }
      await activateVersion(client, id, wanted);
      activatedAt = performance.now();
      await tell(wanted === version ? `Version ${wanted} is live.` : `Version ${wanted} is live again.`);
    },
    checkLive: async () => {
      const settledAt = activatedAt === undefined ? 0 : activatedAt + settleSeconds * 1_000;
      return checkAll(deployment, prepared, { url: prepared.url, settledAt }, tell);
    },
  };
  try {
    const end = await release(facts, plan, acts);
    const refused = await refusal(CHECKS.afterRelease, { id, version, end }, () => {});
    if (refused !== undefined) {
      throw refused;
    }
  } catch (error) {
    if (!(error instanceof ComputeError) || /^release-/.test(error.code)) {
      throw error;
    }
    const { problem, remedy } = error;
    throw releaseError("release-interrupted", { id, version, live: facts.active, problem, remedy });
  }
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

/** All checks are made, also after one that fails: who mends the program needs to know of all. */
async function checkAll(
  { release: plan, project }: Deployment,
  { id, version }: Prepared,
  place: { url: string; settledAt: number },
  tell: (line: string) => Promise<void>,
): Promise<string[]> {
  const checks = plan?.checks ?? [];
  const tools: CheckTools = {
    ask: request,
    run: (command, timeoutMs) =>
      runCommand(command, project.directory, timeoutMs, {
        RELEASE_URL: place.url,
        RELEASE_SERVICE_ID: id,
        RELEASE_VERSION: String(version),
        RELEASE_PHASE: "live",
      }),
    headersOf: async ({ requestHeaders = {} }) => {
      const output = pulumi.output(requestHeaders) as unknown as { promise(): Promise<Record<string, string>> };
      return output.promise();
    },
    now: () => performance.now(),
  };
  const results = await Promise.all(checks.map((check) => runCheck(check, place, tools)));
  const wrong: string[] = [];
  for (const [index, check] of checks.entries()) {
    const { wrong: found, tries, milliseconds } = results[index] as Checked;
    const took = `after ${tries === 1 ? "1 try" : `${tries} tries`}, ${Math.round(milliseconds)} ms`;
    await tell(`Check ${index + 1} of ${checks.length}, ${check.name}: ${found ?? "passed"} (${took})`);
    if (found !== undefined) {
      wrong.push(`${check.name} ${found}`);
    }
  }
  return wrong;
}
