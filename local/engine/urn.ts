/** The type of the stack resource, from which every other resource descends. */
export const STACK_TYPE = "pulumi:pulumi:Stack";

/** The type by which a program reads the outputs of another stack. */
export const STACK_REFERENCE_TYPE = "pulumi:pulumi:StackReference";

const PROVIDER_PREFIX = "pulumi:providers:";

export interface UrnParts {
  stack: string;
  project: string;
  /** The types from the outermost parent to the resource itself, joined by `$`. */
  qualifiedType: string;
  name: string;
}

/** `urn:pulumi:<stack>::<project>::<parent type$…$type>::<name>`. The stack resource is not in the type chain. */
export function createUrn(
  stack: string,
  project: string,
  resource: { type: string; name: string; parent?: string },
): string {
  const parentType = resource.parent === undefined ? STACK_TYPE : parseUrn(resource.parent).qualifiedType;
  const qualifiedType = parentType === STACK_TYPE ? resource.type : `${parentType}$${resource.type}`;
  return `urn:pulumi:${stack}::${project}::${qualifiedType}::${resource.name}`;
}

/** Splits a URN. A name may itself contain `::`. */
export function parseUrn(urn: string): UrnParts {
  const [head = "", project = "", qualifiedType = "", ...name] = urn.split("::");
  return { stack: head.replace(/^urn:pulumi:/, ""), project, qualifiedType, name: name.join("::") };
}

export function urnName(urn: string): string {
  return parseUrn(urn).name;
}

export function urnType(urn: string): string {
  const { qualifiedType } = parseUrn(urn);
  return qualifiedType.slice(qualifiedType.lastIndexOf("$") + 1);
}

/** The package of a type: `fastly` for `fastly:index/serviceCompute:ServiceCompute`. */
export function packageOf(type: string): string {
  return type.slice(0, type.indexOf(":"));
}

export function providerType(packageName: string): string {
  return PROVIDER_PREFIX + packageName;
}

/** The package that a provider resource's type configures. Undefined for every other type. */
export function providerPackage(type: string): string | undefined {
  return type.startsWith(PROVIDER_PREFIX) ? type.slice(PROVIDER_PREFIX.length) : undefined;
}

/** Default providers are made by the engine. They are in the state, but never shown or counted. */
export function isDefaultProvider(urn: string): boolean {
  return providerPackage(urnType(urn)) !== undefined && /^default(_|$)/.test(urnName(urn));
}

/** The URN in a provider reference (`<urn>::<id>`). */
export function providerUrn(reference: string): string {
  return reference.slice(0, reference.lastIndexOf("::"));
}
