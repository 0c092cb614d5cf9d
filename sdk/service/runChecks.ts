import * as pulumi from "@pulumi/pulumi";
import { type Check, type Note, refusal } from "../checks/check";
import { failUnder } from "../pulumi/failure";
import { withProtectionRemedy } from "../pulumi/protection";

/** The component that the checks belong to. Its notes and failures are reported under it. */
interface Owner {
  component?: pulumi.ComponentResource;
}

/** Runs checks for a component, and reports their notes. @throws ComputeError when a check refuses. */
export async function runChecks<Situation>(
  checks: readonly Check<Situation>[],
  situation: Situation,
  { component }: Owner,
) {
  const refused = await refusal(checks, situation, (note) => void report(note, component));
  if (refused !== undefined) {
    throw refused;
  }
}

/** The same after the program's own code has ended. Nothing catches an error there, so a refusal fails the run. */
export async function runChecksOrFail<Situation>(
  checks: readonly Check<Situation>[],
  situation: Situation,
  { component }: Required<Owner>,
): Promise<void> {
  const refused = await refusal(checks, situation, (note) => report(note, component));
  if (refused !== undefined) {
    await failUnder(component, withProtectionRemedy(component, refused));
  }
}

function report({ severity, message }: Note, component?: pulumi.ComponentResource): Promise<void> {
  return pulumi.log[severity === "info" ? "info" : "warn"](message, component);
}
