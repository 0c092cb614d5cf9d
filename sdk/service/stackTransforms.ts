import { isDeepStrictEqual } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import { placesOf } from "../adopt/holders";
import { CHECKS } from "../checks/table";
import type { Deployment } from "../plan/deployment";
import { detailsOf } from "../pulumi/details";
import { before } from "../pulumi/hooks";
import { isDeploying, isDeployingOrPreview } from "../pulumi/operation";
import { plain } from "../pulumi/plain";
import { resourceTransform } from "../pulumi/transformed";
import { SERVICE_TYPE } from "../pulumi/urn";
import { runChecks } from "./runChecks";
import { LOOKED_AFTER, noteTransformed, withArgument } from "./transforms";

// Transforms of the whole stack run last, in the SDK or in the engine. Nothing of the component runs after them. Only
// their result can be seen: the inputs of the service's hook, and whether there still is a hook.

type Values = Record<string, unknown>;

interface StackTransforms {
  /** The first of the service's own transforms. Its input shows what the SDK has changed. */
  first: pulumi.ResourceTransform[];
  /** The last of them. Changes after it come from outside the component. */
  last: pulumi.ResourceTransform[];
  hooks: pulumi.ResourceHookBinding | undefined;
}

/**
 * Notes the service as the component itself declares it. Refuses changes by a transform of the whole stack to
 * properties that the component looks after, in preview too.
 *
 * @param given the inputs of the service resource before transforms.
 */
export function stackTransforms(deployment: Deployment, given: Values): StackTransforms {
  const { name, component, kept, learned } = deployment;
  let passed: Values | undefined;
  // Changes of properties that stay as they are at Fastly have no effect.
  let ignored: string[] = kept;
  const note = noteTransformed(() => deployment);
  const compare = async (own: Values, others: Values, isNew: boolean) => {
    const [before, after] = await Promise.all([own, others].map((values) => plain(only(values))));
    const changed = Object.keys(LOOKED_AFTER)
      .filter((property) => isNew || !ignored.includes(property))
      .filter((property) => !isSame(before?.[property], after?.[property]))
      .map(withArgument);
    if (changed.length > 0) {
      note({ type: SERVICE_TYPE, name, changed, isOfStack: true });
    }
  };
  const first = resourceTransform(async ({ type, props }) => {
    if (type === SERVICE_TYPE) await compare(given, props, true);
    return undefined;
  }, note);
  const last = resourceTransform(({ type, props, opts }) => {
    if (type === SERVICE_TYPE) {
      passed = props;
      ignored = [...kept, ...(opts.ignoreChanges ?? [])];
    }
    return undefined;
  }, note);
  const hooks = before(`${name}-check-inputs`, { on: ["create", "update"], component }, async (step) => {
    learned.isServiceSeen = true;
    // Without the transforms of the service, only the declared inputs can be compared.
    await compare(passed ?? given, step.declared, step.before === undefined);
    await runChecks(CHECKS.ofTransforms, { name, transformed: learned.transformed }, deployment);
  });
  return { first, last, hooks };
}

function only(values: Values): Values {
  return Object.fromEntries(Object.keys(LOOKED_AFTER).map((property) => [property, values[property]]));
}

/** Unknown values count as the same, and so do defaults that the provider has added. */
function isSame(own: unknown, final: unknown): boolean {
  if (own === undefined || pulumi.containsUnknowns(own) || pulumi.containsUnknowns(final)) {
    return true;
  }
  if (typeof own === "object" && own !== null && !Array.isArray(own)) {
    return Object.entries(own).every(([key, value]) => isSame(value, (final as Values | undefined)?.[key]));
  }
  return isDeepStrictEqual(own, final);
}

/**
 * Fails a run that makes the service, or a preview that changes it, without calling the service's hooks. A transform of
 * the whole stack has dropped the hooks then.
 *
 * @param service the outputs of the service resource. A preview does not know which version an update leads to.
 */
export async function hooksKept(
  deployment: Deployment,
  service: { id: pulumi.Output<string>; clonedVersion: pulumi.Output<unknown> },
): Promise<true> {
  const { name, adopted, learned } = deployment;
  if (!isDeployingOrPreview() || adopted !== undefined) {
    return true;
  }
  const [id, isVersionKnown] = await Promise.all([
    detailsOf(service.id).promise(),
    detailsOf(service.clonedVersion).isKnown,
  ]);
  const [state, identity] = await Promise.all([deployment.state.read(), deployment.identity()]);
  const had = placesOf(identity, name, SERVICE_TYPE, name).some((urn) => state?.has(urn));
  const isWritten = had ? !isDeploying() && !isVersionKnown : isDeploying() && Boolean(id);
  if (state !== undefined && isWritten && learned.isServiceSeen !== true) {
    noteTransformed(() => deployment)({ type: SERVICE_TYPE, name, lost: ["hooks"], isOfStack: true });
  }
  return true;
}
