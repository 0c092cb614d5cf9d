import * as pulumi from "@pulumi/pulumi";
import { knownValue } from "./details";
import { formerUrnsOf } from "./formerUrns";
import { typesUpTo } from "./place";
import { urnOfTypes } from "./urn";

/** Members that the SDK's types do not declare. */
interface Inner {
  __name?: string;
  __pulumiType?: string;
  __parentResource?: pulumi.Resource;
  __childResources?: Set<pulumi.Resource>;
}

/** Neither does the SDK declare this. `rootStackResource` stands for the stack, and is no resource. */
const { getStackResource } = require("@pulumi/pulumi/runtime/state") as {
  getStackResource?(): pulumi.Resource | undefined;
};

/**
 * Whether the program itself has declared the resource so far. The resources of a program in another language are not
 * known here.
 */
export function isInProgram(urn: string): boolean {
  return hasBelow(getStackResource?.(), urn);
}

function hasBelow(resource: pulumi.Resource | undefined, urn: string): boolean {
  const { __childResources: children = [] } = (resource ?? {}) as Inner;
  return [...children].some((child) => urnInProgram(child) === urn || hasBelow(child, urn));
}

/** Whether the program has declared the resource so far, under this URN or with an alias of this URN. */
export async function isKeptByProgram(urn: string): Promise<boolean> {
  if (isInProgram(urn)) {
    return true;
  }
  for (const resource of allBelow(getStackResource?.())) {
    for (const former of formerUrnsOf(resource)) {
      if ((await knownValue(former)) === urn) {
        return true;
      }
    }
  }
  return false;
}

function allBelow(resource: pulumi.Resource | undefined): pulumi.Resource[] {
  const { __childResources: children = [] } = (resource ?? {}) as Inner;
  return [...children].flatMap((child) => [child, ...allBelow(child)]);
}

/** The URN that the engine will give the resource. */
function urnInProgram(resource: pulumi.Resource): string {
  const { __name: name } = resource as unknown as Inner;
  return urnOfTypes(pulumi.getStack(), pulumi.getProject(), typesUpTo(resource), String(name));
}
