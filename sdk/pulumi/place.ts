import type * as pulumi from "@pulumi/pulumi";
import { construction } from "./construction";
import { innerOf } from "./internals";
import { nameOfUrn, parseUrn, STACK_TYPE } from "./urn";

/** The place of a component among the resources of its stack. It distinguishes components with the same name. */
export interface Place {
  /** The component's logical name. */
  name: string;
  /** The types of its parents, outermost first, as in its URN. */
  parents: string[];
}

/** The place of a component that is about to be registered: the engine has given no URN yet. */
export function placeOf(name: string, { parent }: pulumi.ComponentResourceOptions): Place {
  const remote = construction();
  return { name, parents: remote === undefined ? typesUpTo(parent) : remote.parents };
}

/** The types of a resource and its parents, outermost first. */
export function typesUpTo(resource: pulumi.Resource | undefined): string[] {
  const { __pulumiType: type, __parentResource: parent } = innerOf(resource);
  return type === undefined || type === "" || type === STACK_TYPE ? [] : [...typesUpTo(parent), type];
}

/** The types in the URN of a parent. */
export function typesOfUrn(urn: string): string[] {
  return parseUrn(urn).types.filter((type) => type !== STACK_TYPE);
}

/** The component's name, after its parents if there are any: `edge`, or `acme:site:Web$edge`. */
export function placeText({ name, parents }: Place): string {
  return [...parents, name].join("$");
}

/** The same with only letters, digits, dots and dashes, if the name has no others: `acme.site.Web-edge`. */
export function placeLabel({ name, parents }: Place): string {
  return [...parents.map((type) => type.replace(/[^\w.-]+/g, ".")), name].join("-");
}

/** The place in messages. */
export function describePlace({ name, parents }: Place): string {
  return parents.length === 0 ? `"${name}"` : `"${name}" below ${parents.join(" and ")}`;
}

/** The component's former names by its aliases, as far as the program itself knows them. */
export function formerNames(name: string, { aliases = [] }: pulumi.ComponentResourceOptions): string[] {
  const names = aliases.map((alias) => {
    const given: unknown = typeof alias === "string" ? nameOfUrn(alias) : (alias as pulumi.Alias).name;
    return typeof given === "string" ? given : name;
  });
  return [...new Set(names)].filter((former) => former !== name);
}
