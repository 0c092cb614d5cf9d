import { ComputeError } from "../errors";
import { forget } from "../errors/commands";
import { nameOfOwner, type Owner, ownerOfUrn } from "../fastly/owner";
import type { Plan } from "../plan/deployment";
import { aliasOption, type Identity } from "../plan/identity";
import type { StackState } from "../pulumi/stackState";
import { rootUrn } from "../pulumi/urn";
import { componentOf, holdersOf, idAt, placesOf, SERVICE_TYPE } from "./holders";

type Adopter = Pick<Plan, "name" | "project">;

/**
 * The resource of the stack that stands for the service already, if there is one: written by hand or brought there by
 * `pulumi import`. Where the state is not known, in the preview of a stack without outputs, it is taken to be one of the
 * component's name without a parent; the up knows.
 *
 * @returns why there can be no adoption, when it is another component's, or there are several.
 */
export function adoptionOf(
  { name, project }: Adopter,
  id: string,
  identity: Identity,
  state: StackState | undefined,
): { holder?: string; refusal?: ComputeError } {
  if (state === undefined) {
    return { holder: rootUrn(identity.self.stack, identity.self.project, SERVICE_TYPE, name) };
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
      refusal: new ComputeError(
        `ComputeService "${name}" cannot adopt ${id} of ${project.serviceIdFileShown}: the stack has it ${holders.length + (isThere ? 1 : 0)} times, and deletes it when one of these resources goes:\n  ${[...(isThere ? places.slice(0, 1) : []), ...holders].join("\n  ")}`,
        `Take ${others.length === 1 ? "this one" : "these"} out of the state, which leaves the service as it is, and then of the program:\n  ${others.map((urn) => forget(urn)).join("\n  ")}`,
      ),
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
  return new ComputeError(
    `ComputeService "${name}" cannot adopt ${service} of ${project.serviceIdFileShown}: this stack deploys it already, as "${former}"${former === nameOfOwner(self) ? " below another parent" : ""}, and would delete it there`,
    `Add ${aliasOption(other, self)} to the resource options of "${name}" when it is the same component.\n` +
      "When both are to stay, each needs a service of its own: give this one another directory or [environment].",
  );
}
