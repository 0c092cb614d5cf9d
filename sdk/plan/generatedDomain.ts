import * as pulumi from "@pulumi/pulumi";
import { formerChild } from "../pulumi/formerUrns";
import { isDeployingOrPreview } from "../pulumi/operation";
import type { Place } from "../pulumi/place";
import type { StackState, StateReader, StateResource } from "../pulumi/stackState";
import { nameOfUrn, urnOfTypes } from "../pulumi/urn";
import { Domain, generatedDomain } from "../setup/domains";
import type { ComponentIdentity, Sources } from "../setup/given";
import type { Identity } from "./identity";

const DOMAIN = Domain.__pulumiType as string;

/**
 * The generated domain that the stack already has for a component. It was made from the names of stack and component at
 * that time. Visitors know it, so a rename must not change it.
 *
 * @param type the type of the component.
 * @param identify gives the former URNs of the component.
 */
export function generatedBefore(
  place: Place,
  type: string,
  identify: (urn: string) => Promise<Identity>,
  state: StateReader,
): Sources["generated"] {
  if (!isDeployingOrPreview()) {
    return undefined;
  }
  const urn = urnOfTypes(pulumi.getStack(), pulumi.getProject(), [...place.parents, type], place.name);
  const find = async (identity: ComponentIdentity) => {
    // A state that cannot be read counts as unknown here. The check of the update sees the difference between
    // unreadable and lost.
    const known = await state
      .prepare()
      .then(() => state.read())
      .catch(() => undefined);
    return known === undefined ? generatedDomain(identity) : choose(known, (await identify(urn)).urns, identity);
  };
  return (identity) => pulumi.output(find(identity));
}

/**
 * The domain that the component has, by its present or a former URN. Else the first one that no other component of the
 * stack has. Another component may have had the present name of this component before.
 */
export function choose(state: StackState, urns: string[], identity: ComponentIdentity): string {
  const [name = ""] = urns.map(nameOfUrn);
  const child = `${name}-generated`;
  const own = urns.map((urn) => nameOf(state.get(formerChild(urn, name, DOMAIN, child)))).find(Boolean);
  const taken = new Set([...state.values()].map(nameOf));
  let count = 1;
  while (own === undefined && taken.has(generatedDomain(identity, count))) {
    count += 1;
  }
  return own ?? generatedDomain(identity, count);
}

function nameOf(resource: StateResource | undefined): string | undefined {
  const { name, generated } = resource?.type === DOMAIN ? resource.outputs : {};
  return generated === true && typeof name === "string" ? name : undefined;
}
