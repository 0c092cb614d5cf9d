import type * as pulumi from "@pulumi/pulumi";

/** Members that every resource of the SDK has, although its types do not declare them. */
interface Internals {
  __name?: string;
  __pulumiType?: string;
  __parentResource?: pulumi.Resource;
  __childResources?: Set<pulumi.Resource>;
  __aliases?: pulumi.Output<string>[];
  __transformations?: unknown[];
  __protect?: boolean;
}

/** The members of a resource that the SDK's types do not declare. There are none without a resource. */
export function innerOf(resource: pulumi.Resource | undefined): Internals {
  return (resource ?? {}) as Internals;
}
