import type { ComputeError } from "../errors";
import { nameOfOwner, type Owner, ownerOfUrn } from "../fastly/owner";
import type { Plan } from "../plan/deployment";
import { aliasOption, type Identity } from "../plan/identity";
import type { StackState } from "../pulumi/stackState";
import { SERVICE_TYPE, urnOfTypes } from "../pulumi/urn";
import { adoptionError } from "./errors";
import { componentOf, holdersOf, idAt, placesOf } from "./holders";

type Adopter = Pick<Plan, "name" | "project">;

/**
 * The resource of the stack that already stands for the service, if there is one: written by hand, or imported by
 * `pulumi import`. The preview of a stack without outputs does not know the state. It presumes a resource with the
 * component's name and without a parent. The `up` knows.
 *
 * @returns the resource, or why there can be no adoption: it belongs to another component, or there are several.
 */
export function adoptionOf(
  { name, project }: Adopter,
  id: string,
  identity: Identity,
  state: StackState | undefined,
): { holder?: string; refusal?: ComputeError } {
  if (state === undefined) {
    return { holder: urnOfTypes(identity.self.stack, identity.self.project, [SERVICE_TYPE], name) };
  }
  const places = placesOf(identity, name, SERVICE_TYPE, name);
  const holders = holdersOf(state, SERVICE_TYPE, id, places);
  const [holder] = holders;
  if (holder === undefined) {
    return {};
  }
  const other = componentOf(holder);
  if (other !== undefined) {
    return { refusal: deployedAs({ name, project }, id, identity, ownerOfUrn(other)) };
  }
  const isThere = idAt(state, places) === id;
  if (isThere || holders.length > 1) {
    const others = isThere ? holders : holders.slice(1);
    return {
      refusal: adoptionError("service-twice-in-the-state", {
        component: name,
        id,
        file: project.serviceIdFileShown,
        times: holders.length + (isThere ? 1 : 0),
        holders: [...(isThere ? places.slice(0, 1) : []), ...holders],
        others,
      }),
    };
  }
  return { holder };
}

/** @param other the component of the stack that has the service, by another name or below another parent. */
export function deployedAs(
  { name, project }: Adopter,
  service: string,
  { self }: Identity,
  other: Owner,
): ComputeError {
  const former = nameOfOwner(other);
  return adoptionError("deployed-by-another-component", {
    component: name,
    service,
    file: project.serviceIdFileShown,
    former,
    below: former === nameOfOwner(self) ? " below another parent" : "",
    alias: aliasOption(other, self),
  });
}
