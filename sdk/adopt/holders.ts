import type { Identity } from "../plan/identity";
import { formerChild } from "../pulumi/formerUrns";
import type { StackState, StateResource } from "../pulumi/stackState";
import { COMPONENT_TYPE, parseUrn, SERVICE_TYPE, urnOfTypes } from "../pulumi/urn";

/** The URNs that a resource of the component may have in the state, below the component's present and former names. */
export function placesOf({ urns }: Identity, component: string, type: string, name: string): string[] {
  return urns.map((urn) => formerChild(urn, component, type, name));
}

/** The first of these resources that the state has. */
export function resourceAt(state: StackState, places: string[]): StateResource | undefined {
  return places.map((urn) => state.get(urn)).find((resource) => resource !== undefined);
}

/** The id of this resource. */
export function idAt(state: StackState, places: string[]): string | undefined {
  const id = resourceAt(state, places)?.outputs.id;
  return typeof id === "string" ? id : undefined;
}

/**
 * The resources in the state that stand for one thing at Fastly, without the component's own. They were written by
 * hand, imported by `pulumi import`, or belong to another component. When the engine imports the thing again, it
 * deletes the thing as soon as such a resource leaves the program.
 */
export function holdersOf(state: StackState, type: string, id: string, places: string[]): string[] {
  return [...state]
    .filter(([urn, resource]) => resource.type === type && resource.outputs.id === id && !places.includes(urn))
    .map(([urn]) => urn);
}

/** The ComputeService that a service resource belongs to: both have the same name. Undefined for other services. */
export function componentOf(service: string): string | undefined {
  const { stack, project, types, name } = parseUrn(service);
  return types.at(-1) === SERVICE_TYPE && types.at(-2) === COMPONENT_TYPE
    ? urnOfTypes(stack, project, types.slice(0, -1), name)
    : undefined;
}

/** Whether a ComputeService made the resource. */
export function isOfComponent(urn: string): boolean {
  return parseUrn(urn).types.includes(COMPONENT_TYPE);
}
