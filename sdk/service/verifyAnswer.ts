import * as pulumi from "@pulumi/pulumi";
import { CHECKS } from "../checks/table";
import { request } from "../live/request";
import type { Deployment } from "../plan/deployment";
import { checkOf } from "../plan/releasePlan";
import { isDeploying } from "../pulumi/operation";
import { askOnly, runCheck } from "../release/runCheck";
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
  const check = checkOf(verify);
  return pulumi.all([id, url]).apply(async ([, base = ""]) => {
    const { wrong } = await runCheck(check, { url: base, settledAt: 0 }, askOnly(request));
    const answer = { url: new URL(check.path ?? "/", base).href, wrong, seconds: check.timeoutSeconds };
    await runChecksOrFail(CHECKS.afterAnswer, answer, { component });
  });
}
