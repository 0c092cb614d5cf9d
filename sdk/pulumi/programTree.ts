import * as pulumi from "@pulumi/pulumi";
import { typesUpTo } from "./place";
import { urnOfTypes } from "./urn";

/** What the SDK does not declare. */
interface Inner {
  __name?: string;
  __pulumiType?: string;
  __parentResource?: pulumi.Resource;
  __childResources?: Set<pulumi.Resource>;
}

/** What the SDK does not declare either: `rootStackResource` stands for the stack, and is nothing. */
const { getStackResource } = require("@pulumi/pulumi/runtime/state") as {
  getStackResource?(): pulumi.Resource | undefined;
};

/**
 * Whether the program itself declares a resource, as far as it has come: what a program in another language has nobody
 * here knows.
 */
export function isInProgram(urn: string): boolean {
  return hasBelow(getStackResource?.(), urn);
}

function hasBelow(resource: pulumi.Resource | undefined, urn: string): boolean {
  const { __childResources: children = [] } = (resource ?? {}) as Inner;
  return [...children].some((child) => urnInProgram(child) === urn || hasBelow(child, urn));
}

/** The URN that the engine gives it. */
function urnInProgram(resource: pulumi.Resource): string {
  const { __name: name } = resource as unknown as Inner;
  return urnOfTypes(pulumi.getStack(), pulumi.getProject(), typesUpTo(resource), String(name));
}
