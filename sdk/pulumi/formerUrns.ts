import * as pulumi from "@pulumi/pulumi";
import { innerOf } from "./internals";
import { childUrn, nameOfUrn } from "./urn";

/**
 * The former URNs of a component, from its aliases and its parents' aliases. The engine finds a child by its parent's
 * alias only in the run that finds the parent by that alias. After a failed run the state may have the parent's new
 * name, but the component below the former one. So the engine gets these URNs as the component's own aliases.
 *
 * @param opts the component's options, without what transforms add.
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
            // The key alone says that there was no parent.
            "parent" in given ? given.parent : parent,
            given.project,
            given.stack,
          ),
    ),
  );
  return [...own, ...inherited(parent, type, name)];
}

/** The former URNs of a declared resource, from its aliases and its parents' aliases. */
export function formerUrnsOf(resource: pulumi.Resource): pulumi.Output<string>[] {
  const {
    __aliases: own = [],
    __parentResource: parent,
    __pulumiType: type = "",
    __name: name = "",
  } = innerOf(resource);
  return [...own, ...inherited(parent, type, name)];
}

function inherited(parent: pulumi.Resource | undefined, type: string, name: string): pulumi.Output<string>[] {
  const {
    __name: parentName,
    __pulumiType: parentType,
    __aliases: own = [],
    __parentResource: grandparent,
  } = innerOf(parent);
  if (parentName === undefined || parentType === undefined) {
    return [];
  }
  const former = [...own, ...inherited(grandparent, parentType, parentName)];
  return former.map((urn) => urn.apply((known) => formerChild(known, parentName, type, name)));
}

/**
 * Gives every resource of a component the aliases that follow from the component's own. The reason is the same:
 * services, dictionaries and stores under a former URN in the state would be deleted.
 *
 * @param former the former URNs of the component.
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

/** The URN of a resource below a former URN of its parent. The resource's name may begin with the parent's name. */
export function formerChild(former: string, parent: string, type: string, name: string): string {
  return childUrn(former, type, name.startsWith(parent) ? nameOfUrn(former) + name.slice(parent.length) : name);
}
