import type { Identity } from "../plan/identity";
import { formerChild } from "../pulumi/formerUrns";
import type { StackState } from "../pulumi/stackState";

export const SERVICE_TYPE = "fastly:index/serviceCompute:ServiceCompute";

/** Where a resource of the component is in the state: below the component as it is called now, or was before. */
export function placesOf({ urns }: Identity, component: string, type: string, name: string): string[] {
  return urns.map((urn) => formerChild(urn, component, type, name));
}

/** The id of the first of these resources that the state has. */
export function idAt(state: StackState, places: string[]): string | undefined {
  const id = places.map((urn) => state.get(urn)).find((resource) => resource !== undefined)?.outputs.id;
  return typeof id === "string" ? id : undefined;
}

/**
 * The resources of the state that stand for one thing at Fastly, other than the component's own: written by hand,
 * imported by `pulumi import`, or of another component. When the engine imports that thing once more, it deletes it where
 * the program no longer has such a resource.
 */
export function holdersOf(state: StackState, type: string, id: string, places: string[]): string[] {
  return [...state]
    .filter(([urn, resource]) => resource.type === type && resource.outputs.id === id && !places.includes(urn))
    .map(([urn]) => urn);
}

/** The ComputeService that a service resource belongs to, whose name it has; undefined for one of another kind. */
export function componentOf(service: string): string | undefined {
  const [, types, name] =
    /^(urn:.+?[:$]fastly-compute:index:ComputeService)\$fastly:index\/serviceCompute:ServiceCompute(::.+)$/s.exec(
      service,
    ) ?? [];
  return types === undefined ? undefined : `${types}${name}`;
}
