import type { AliasSpec, Goal } from "./goal";
import { createUrn, STACK_TYPE, urnName, urnType } from "./urn";

/** The place of a resource's goal, and the former URN of its parent when the parent has moved. */
export interface AliasContext {
  stack: string;
  project: string;
  /** The former URN of the parent, if the parent was found by an alias. */
  formerParent?: string;
}

/** The URNs that a resource may have in the state of an earlier program, most explicit first. */
export function aliasUrns(goal: Pick<Goal, "type" | "name" | "parent" | "options">, context: AliasContext): string[] {
  const urns = new Set(goal.options.aliases.map((alias) => aliasUrn(alias, goal, context, goal.parent)));
  const { formerParent } = context;
  if (formerParent !== undefined && goal.parent !== undefined) {
    const name = inheritedName(goal.name, urnName(goal.parent), urnName(formerParent));
    urns.add(aliasUrn({}, { ...goal, name }, context, formerParent));
    for (const alias of goal.options.aliases) {
      if ("urn" in alias || alias.noParent) continue;
      urns.add(aliasUrn({ ...alias, parentUrn: undefined }, { ...goal, name }, context, formerParent));
    }
  }
  return [...urns];
}

function aliasUrn(
  alias: AliasSpec,
  goal: Pick<Goal, "type" | "name">,
  context: AliasContext,
  parent: string | undefined,
): string {
  if ("urn" in alias) return alias.urn;
  const aliasParent = alias.noParent ? undefined : (alias.parentUrn ?? parent);
  return createUrn(alias.stack ?? context.stack, alias.project ?? context.project, {
    type: alias.type ?? goal.type,
    name: alias.name ?? goal.name,
    parent: aliasParent !== undefined && urnType(aliasParent) === STACK_TYPE ? undefined : aliasParent,
  });
}

/** A child named after its parent was named after the parent's former name before. */
function inheritedName(name: string, parentName: string, formerParentName: string): string {
  return name.startsWith(parentName) ? formerParentName + name.slice(parentName.length) : name;
}
