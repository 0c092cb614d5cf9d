import * as pulumi from "@pulumi/pulumi";
import { knownValue } from "./details";
import { formerUrnsOf } from "./formerUrns";
import { innerOf } from "./internals";
import { typesUpTo } from "./place";
import { getStackResource } from "./sdkStore";
import { urnOfTypes } from "./urn";

/**
 * Whether the program itself has declared the resource so far. The resources of a program in another language are not
 * known here.
 */
export function isInProgram(urn: string): boolean {
  return hasBelow(getStackResource?.(), urn);
}

function hasBelow(resource: pulumi.Resource | undefined, urn: string): boolean {
  const { __childResources: children = [] } = innerOf(resource);
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
  const { __childResources: children = [] } = innerOf(resource);
  return [...children].flatMap((child) => [child, ...allBelow(child)]);
}

/** The URN that the engine will give the resource. */
function urnInProgram(resource: pulumi.Resource): string {
  const { __name: name } = innerOf(resource);
  return urnOfTypes(pulumi.getStack(), pulumi.getProject(), typesUpTo(resource), String(name));
}
