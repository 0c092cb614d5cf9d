import type * as fastly from "@pulumi/fastly";
import * as pulumi from "@pulumi/pulumi";
import { CHECKS } from "../checks/table";
import { ComputeError } from "../errors";
import { clientOf } from "../fastly/credentials";
import { purgeAll, purgeKeys } from "../fastly/purge";
import type { Deployment, Plan } from "../plan/deployment";
import { type Purge, purgeInWords, purgeOf } from "../plan/purgeArgs";
import { failUnder } from "../pulumi/failure";
import { before } from "../pulumi/hooks";
import { isDeploying } from "../pulumi/operation";
import { urnOf } from "../pulumi/urn";
import type { Begun } from "./checkHooks";
import { runChecks } from "./runChecks";

// The component's state decides whether a purge is due. Its output `activeVersion` is written when an `up` ends well.
// So a purge is due until it is done, also after it failed or a run was killed before it.

/** Notes the outputs in the state before the component changes: the change removes them from the state. */
export function endedHooks({ name }: Plan, begun: Begun): pulumi.ResourceHookBinding | undefined {
  return before(`${name}-note-ended`, { on: ["create", "update"], inPreview: false }, (step) => {
    const learned = begun()?.learned;
    if (learned !== undefined) {
      learned.ended = { isNew: step.before === undefined, version: step.state.activeVersion };
    }
  });
}

/**
 * Purges what the arguments say, when the live version has changed since the last successful `up`.
 *
 * @param version the live version.
 * @throws ComputeError when the purge fails.
 */
export async function purgeIfDue(deployment: Deployment, id: string, version: number): Promise<void> {
  const purge = purgeOf(deployment.args.purge);
  if (purge === undefined || !(await isDue(deployment, version))) {
    return;
  }
  const failure = await carryOut(deployment, id, purge);
  await runChecks(CHECKS.afterPurge, { id, version, purge, failure }, deployment);
  await pulumi.log.info(
    `Version ${version} is live. The run purged ${purgeInWords(purge)} from Fastly's cache.`,
    deployment.component,
  );
}

async function isDue({ learned, state, component }: Deployment, version: number): Promise<boolean> {
  if (learned.isServiceMade) {
    return false;
  }
  const ended = learned.ended ?? { isNew: false, version: undefined };
  if (learned.ended === undefined) {
    const [known, urn] = await Promise.all([state.read(true), urnOf(component)]);
    ended.version = known?.get(urn)?.outputs.activeVersion;
  }
  return typeof ended.version === "number" ? ended.version !== version : !ended.isNew || learned.isServiceChanged;
}

/** @returns why the purge failed. Undefined when it is done. */
async function carryOut({ credentials }: Deployment, id: string, purge: Purge): Promise<ComputeError | undefined> {
  try {
    const client = await clientOf(credentials);
    await ("all" in purge ? purgeAll(client, id) : purgeKeys(client, id, purge.keys, purge.soft));
    return undefined;
  } catch (error) {
    if (error instanceof ComputeError) {
      return error;
    }
    throw error;
  }
}

/**
 * Does the same once the provider has made a version live. A release purges by itself, before it checks the live
 * version.
 *
 * @param id known once the service and its domains are verified.
 * @returns the id, once the purge is done.
 */
export function purgeOnceLive(
  deployment: Deployment,
  service: fastly.ServiceCompute,
  id: pulumi.Output<string>,
): pulumi.Output<string> {
  const { args, activation, release, component } = deployment;
  if (purgeOf(args.purge) === undefined || release !== undefined || !activation.activate || !isDeploying()) {
    return id;
  }
  return pulumi.all([id, service.activeVersion]).apply(async ([id, version]) => {
    try {
      await purgeIfDue(deployment, id, version);
      return id;
    } catch (error) {
      return failUnder(component, error);
    }
  });
}
