import type * as pulumi from "@pulumi/pulumi";

/** Both, those that are there already first. */
export function withHooks(
  there: pulumi.ResourceHookBinding | undefined,
  added: pulumi.ResourceHookBinding | undefined,
): pulumi.ResourceHookBinding | undefined {
  return there === undefined || added === undefined
    ? (there ?? added)
    : {
        ...there,
        ...added,
        beforeCreate: [...(there.beforeCreate ?? []), ...(added.beforeCreate ?? [])],
        beforeUpdate: [...(there.beforeUpdate ?? []), ...(added.beforeUpdate ?? [])],
      };
}
