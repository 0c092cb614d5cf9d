import * as pulumi from "@pulumi/pulumi";
import { childUrn } from "./urn";

/** What the SDK knows of a resource and does not show. */
type Inner = pulumi.Resource & {
  __aliases?: pulumi.Output<string>[];
  __name?: string;
  __pulumiType?: string;
  __parentResource?: Inner;
};

/**
 * The URNs that a component had, by its aliases and by those of its parents. What follows from a parent's alias, the
 * engine finds only in the run that finds the parent by it. After a failed run the parent may be in the state under its
 * new name, and the component below the former one. Hence they are given to the engine as the component's own.
 *
 * @param opts the component's options; what a transform adds to them is not seen.
 */
export function formerUrns(
  name: string,
  type: string,
  { parent, aliases = [] }: pulumi.ComponentResourceOptions,
): pulumi.Output<string>[] {
  const own = aliases.map((alias) =>
    pulumi.output(alias).apply((given) =>
      typeof given === "string"
        ? pulumi.output(given)
        : pulumi.createUrn(
            given.name ?? name,
            given.type ?? type,
            // The key alone says that there was none.
            "parent" in given ? given.parent : parent,
            given.project,
            given.stack,
          ),
    ),
  );
  return [...own, ...inherited(parent, type, name)];
}

function inherited(parent: Inner | undefined, type: string, name: string): pulumi.Output<string>[] {
  const {
    __name: parentName,
    __pulumiType: parentType,
    __aliases: own = [],
    __parentResource: grandparent,
  } = parent ?? {};
  if (parentName === undefined || parentType === undefined) {
    return [];
  }
  const former = [...own, ...inherited(grandparent, parentType, parentName)];
  return former.map((urn) => urn.apply((known) => formerChild(known, parentName, type, name)));
}

/**
 * Gives every resource of a component the aliases that follow from the component's own, for the same reason: the service,
 * dictionaries and stores that the state has under a former URN would be deleted.
 *
 * @param former the URNs that the component had.
 * @param deployment undefined as long as the component is not made.
 */
export function formerChildren(
  name: string,
  former: pulumi.Output<string>[],
  deployment: () => { component: pulumi.Resource } | undefined,
): pulumi.ResourceTransformation[] {
  if (former.length === 0) {
    return [];
  }
  return [
    ({ type, name: child, props, opts }) => {
      const parent = deployment()?.component;
      if (parent === undefined || opts.parent !== parent) {
        return undefined;
      }
      const aliases = former.map((urn) => urn.apply((known) => formerChild(known, name, type, child)));
      return { props, opts: { ...opts, aliases: [...(opts.aliases ?? []), ...aliases] } };
    },
  ];
}

/** The URN that a resource had below a former URN of its parent, with whose name its own may begin. */
export function formerChild(former: string, parent: string, type: string, name: string): string {
  const formerName = former.slice(former.lastIndexOf("::") + 2);
  return childUrn(former, type, name.startsWith(parent) ? formerName + name.slice(parent.length) : name);
}
