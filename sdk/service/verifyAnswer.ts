import * as pulumi from "@pulumi/pulumi";
import { CHECKS } from "../checks/table";
import { ask, waitForAnswer } from "../live/answer";
import type { Deployment } from "../plan/deployment";
import { isDeploying } from "../pulumi/operation";
import { runChecksOrFail } from "./runChecks";

/**
 * Fails the run unless the service answers as `verify` says. It runs on every `up`: an unchanged `up` succeeds only
 * when the service works. Undefined where there is nothing to check.
 *
 * @param id known once the version is active.
 * @param url exists always: a setup without an address to verify was refused.
 */
export function verifyAnswer(
  { args: { verify }, activation, release, component }: Deployment,
  id: pulumi.Output<string>,
  url: pulumi.Output<string | undefined>,
): pulumi.Output<unknown> | undefined {
  // A release makes this check itself, as its first.
  const isChecked = verify === undefined || release !== undefined;
  if (isChecked || !activation.activate || !isDeploying()) {
    return undefined;
  }
  return pulumi.all([id, url]).apply(async ([, base]) => {
    const answer = await waitForAnswer(base as string, verify, ask);
    await runChecksOrFail(CHECKS.afterAnswer, answer, { component });
  });
}
