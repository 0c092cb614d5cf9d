import * as pulumi from "@pulumi/pulumi";
import { CHECKS } from "../checks/table";
import { ask, waitForAnswer } from "../live/answer";
import type { Deployment } from "../plan/deployment";
import { isDeploying } from "../pulumi/operation";
import { makeOrFail } from "./make";

/**
 * Fails the run unless the service answers as it should, on every `up`: also an unchanged one ends well only when the
 * service works. Undefined where there is nothing to ask.
 *
 * @param id known once the version is active.
 * @param url there is one: a setup without an address to verify was refused.
 */
export function verifyAnswer(
  { args: { verify }, activation, release, component }: Deployment,
  id: pulumi.Output<string>,
  url: pulumi.Output<string | undefined>,
): pulumi.Output<unknown> | undefined {
  // The first check of a release.
  const isChecked = verify === undefined || release !== undefined;
  if (isChecked || !activation.activate || !isDeploying()) {
    return undefined;
  }
  return pulumi.all([id, url]).apply(async ([, base]) => {
    const answer = await waitForAnswer(base as string, verify, ask);
    await makeOrFail(CHECKS.afterAnswer, answer, { component });
  });
}
