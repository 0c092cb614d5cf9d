import { componentOf } from "../adopt/holders";
import { nameOfOwner, ownerOfUrn } from "../fastly/owner";
import { SERVICE_TYPE } from "../pulumi/urn";

/** A resource in the output of `pulumi stack export`. */
export interface StateResource {
  urn: string;
  type: string;
  id?: string;
  parent?: string;
  protect?: boolean;
  inputs?: Record<string, unknown>;
  outputs?: Record<string, unknown>;
}

/** Stands for an encrypted value: nobody can compare it. */
export const ENCRYPTED = Symbol("encrypted");

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** The resources of a deployment. Secrets are replaced by their values, or by `ENCRYPTED`. */
export function resourcesOf(exported: unknown): StateResource[] {
  const { deployment } = (exported ?? {}) as { deployment?: { resources?: StateResource[] | null } | null };
  return (deployment?.resources ?? []).map(plainResource);
}

/** The services of components in a deployment. */
export function servicesIn(resources: StateResource[]): { resource: StateResource; id: string; component: string }[] {
  return resources.flatMap((resource) => {
    const { type, urn, id } = resource;
    const component = type === SERVICE_TYPE && id ? componentOf(urn) : undefined;
    return component === undefined || !id ? [] : [{ resource, id, component: nameOfOwner(ownerOfUrn(component)) }];
  });
}

/**
 * The planned operations and inputs of resources in a preview, by URN. A resource that the preview deletes has no
 * inputs.
 */
export function plannedOf(preview: unknown): {
  ops: Map<string, string>;
  inputs: Map<string, Record<string, unknown>>;
} {
  const { steps } = (preview ?? {}) as {
    steps?: { op: string; urn: string; newState?: StateResource | null }[] | null;
  };
  const ops = new Map<string, string>();
  const inputs = new Map<string, Record<string, unknown>>();
  for (const { op, urn, newState } of steps ?? []) {
    ops.set(urn, op);
    if (newState?.inputs) {
      inputs.set(urn, plainResource(newState).inputs ?? {});
    }
  }
  return { ops, inputs };
}

function plainResource(resource: StateResource): StateResource {
  const { inputs, outputs } = resource;
  return { ...resource, inputs: plain(inputs) as never, outputs: plain(outputs) as never };
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(plain);
  }
  if (value === "[secret]") {
    return ENCRYPTED;
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  const { [SIGNATURE]: signature, plaintext } = value as Record<string, unknown>;
  if (signature === SECRET) {
    return typeof plaintext === "string" ? plain(JSON.parse(plaintext)) : ENCRYPTED;
  }
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plain(member)]));
}
