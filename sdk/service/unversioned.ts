import { isDeepStrictEqual } from "node:util";
import type * as pulumi from "@pulumi/pulumi";
import { SERVICE_TYPE } from "../adopt/holders";
import type { Deployment } from "../plan/deployment";
import { before, type Step } from "../pulumi/hooks";
import type { Unversioned } from "../release/unversioned";
import { everyThing, type Thing } from "../setup/resolved";

/** Everything declared that has contents, which belong to no version. */
function withContents({ setup }: Deployment): Thing[] {
  return everyThing(setup).filter(({ facts }) => "keys" in facts && (facts.keys as string[]).length > 0);
}

function contentsOf({ kind, facts }: Thing): string {
  return `the contents of the ${kind.noun} "${facts.name}"`;
}

/** Whether the resource stands for what is in the thing: the provider's, or the component's own. */
function isContents({ type, urn }: Step, { kind, facts }: Thing, component: string): boolean {
  return (
    [kind.readable?.type, kind.linked?.contentsType].includes(type) && urn.endsWith(`::${component}-${facts.name}`)
  );
}

/** Notes what the engine writes in this run that no version has; nothing without a release, which may go back. */
export function unversionedHooks(deployment: Deployment): pulumi.ResourceHookBinding | undefined {
  const { name, release, learned } = deployment;
  if (release === undefined) {
    return undefined;
  }
  return before(`${name}-note-unversioned`, { on: ["create", "update"], inPreview: false }, (step) => {
    const products = [step.before, step.declared].map((inputs) => inputs?.productEnablement);
    if (
      step.type === SERVICE_TYPE &&
      step.before !== undefined &&
      !isDeepStrictEqual(...(products as [unknown, unknown]))
    ) {
      learned.unversioned.add("the products");
    }
    for (const thing of everyThing(deployment.setup)) {
      if (isContents(step, thing, name)) {
        learned.unversioned.add(contentsOf(thing));
      }
    }
  });
}

/** What going back leaves as it is. Asked when everything is written. */
export function unversionedOf(deployment: Deployment): Unversioned {
  return { declared: withContents(deployment).map(contentsOf), changed: deployment.learned.unversioned };
}
