import { idAt, placesOf } from "../adopt/holders";
import { nameOfOwner } from "../fastly/owner";
import type { Plan } from "../plan/deployment";
import { type Identity, urnOfOwner } from "../plan/identity";
import type { StackState } from "../pulumi/stackState";
import { SERVICE_TYPE } from "../pulumi/urn";
import type { Check } from "./check";
import { updateError } from "./updateErrors";

/** A component with aliases, of its own or of a parent, before the engine learns of its service. */
export interface Former extends Pick<Plan, "name"> {
  identity: Identity;
  /** The stack's state. Undefined when it is not known. */
  state: StackState | undefined;
}

/**
 * The engine looks at aliases only where the stack has nothing under the present name. With a service under both names,
 * it would delete the alias's service. The other service would get that one's package.
 */
export const ALIAS_WITHOUT_EFFECT: Check<Former> = {
  name: "alias-without-effect",
  when: "The stack has a service under the component's name, and another service under a name in `aliases`",
  outcome: "Nothing is made or changed, because the service of the alias would be deleted",
  how: "Use the old name for one run; or remove the alias",
  find({ name, identity, state = new Map() }) {
    const [place = "", ...former] = placesOf(identity, name, SERVICE_TYPE, name);
    const held = idAt(state, [place]);
    for (const [index, owner] of identity.former.entries()) {
      const other = idAt(state, [former[index] ?? ""]);
      if (held !== undefined && other !== undefined && held !== other) {
        const formerName = nameOfOwner(owner);
        const alias = formerName === name ? urnOfOwner(owner) : formerName;
        return updateError("alias-without-effect", { component: name, held, alias, other });
      }
    }
    return undefined;
  },
};
