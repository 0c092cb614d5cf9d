import * as pulumi from "@pulumi/pulumi";
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

/** The URN that the engine will give the resource. */
function urnInProgram(resource: pulumi.Resource): string {
  const { __name: name } = innerOf(resource);
  return urnOfTypes(pulumi.getStack(), pulumi.getProject(), typesUpTo(resource), String(name));
}
