import { parseUrn } from "../pulumi/urn";

/**
 * The component that deploys a service, as the comment of each version names it. Two components of a stack never have
 * the same name.
 */
export interface Owner {
  project: string;
  stack: string;
  /** The component's name, after the types of its parents if there are any. */
  component: string;
}

/** The component with this URN. */
export function ownerOfUrn(urn: string): Owner {
  const { stack, project, types, name } = parseUrn(urn);
  return { project, stack, component: [...types.slice(0, -1), escapeName(name)].join("$") };
}

export function sameOwner(a: Owner, b: Owner): boolean {
  return formatOwner(a) === formatOwner(b);
}

/** Formats an owner: `shop/prod/edge`, or `shop/prod/my:index:Site$edge`. */
export function formatOwner({ project, stack, component }: Owner): string {
  return `${project}/${stack}/${component}`;
}

/** The inverse of `formatOwner`. */
export function parseOwner(text: string): Owner | undefined {
  const [, project, stack, component] = /^([\w.-]+)\/([\w.-]+)\/(.+)$/s.exec(text) ?? [];
  return project && stack && component ? { project, stack, component } : undefined;
}

/** The name of a component's stack, as seen from another stack. */
export function describeStack({ project, stack }: Owner, self: Pick<Owner, "project">): string {
  return `the stack "${stack}"${project === self.project ? "" : ` of the project "${project}"`}`;
}

/** The component's own name. */
export function nameOfOwner({ component }: Owner): string {
  return component
    .slice(component.lastIndexOf("$") + 1)
    .replaceAll("%24", "$")
    .replaceAll("%25", "%");
}

/** The types of the component's parents, the outermost first. */
export function parentTypes({ component }: Owner): string[] {
  return component.split("$").slice(0, -1);
}

/** A name may contain the separator between the types of parents. */
function escapeName(name: string): string {
  return name.replaceAll("%", "%25").replaceAll("$", "%24");
}
