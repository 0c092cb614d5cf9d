import type * as pulumi from "@pulumi/pulumi";
import type { Deployment } from "../plan/deployment";
import { withHooks } from "../pulumi/hooks";
import { resourceTransform } from "../pulumi/transformed";
import { noteTransformed } from "./transforms";

/**
 * The options of resources that may exist at Fastly already.
 *
 * @param refuse the hook that refuses to make such a resource.
 * @param importThere the transform that imports what is there.
 */
export function refusedOrImported(
  deployment: Deployment,
  opts: pulumi.CustomResourceOptions,
  refuse: pulumi.ResourceHookBinding | undefined,
  importThere: pulumi.ResourceTransform,
): pulumi.CustomResourceOptions {
  const transforms = resourceTransform(
    importThere,
    noteTransformed(() => deployment),
  );
  return { ...opts, hooks: withHooks(opts.hooks, refuse), transforms: [...(opts.transforms ?? []), ...transforms] };
}
