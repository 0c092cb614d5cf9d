import { adoptionOf, deployedAs } from "../adopt/adoption";
import { adoptionError } from "../adopt/errors";
import { idAt, placesOf } from "../adopt/holders";
import type { Lookup } from "../fastly/service";
import type { Live } from "../live/liveService";
import type { Plan } from "../plan/deployment";
import { type Identity, isDeployedBy, ownerInStack, ownersOf } from "../plan/identity";
import type { StackState } from "../pulumi/stackState";
import { SERVICE_TYPE } from "../pulumi/urn";
import type { ResolvedSetup } from "../setup/resolved";
import type { Check } from "./check";
import { filledError, writeOnlyError } from "./dictionaries";
import { storesInTheWay } from "./linkedStores";
import { lostByAdoption } from "./lost";

/** The engine is about to make or change a component that takes over a service. Nothing is imported yet. */
export interface Adoption extends Pick<Plan, "name" | "args" | "project"> {
  setup: ResolvedSetup;
  /** The id of the service. */
  id: string;
  /** What Fastly says of the service. An adoption does not care whether it was deleted. */
  found: Lookup;
  isPreview: boolean;
  /** The component's URN. */
  urn: string;
  identity: Identity;
  /** Whether the stack has the component. */
  isKnown: boolean;
  /** The service that the component was adopting in the last run that registered it. */
  begun: unknown;
  /** The stack's state. Undefined when it is not known. */
  state: StackState | undefined;
  /** Whether the program itself declares the resource. */
  isInProgram(urn: string): boolean;
  live: Live;
}

/** The engine would import the service in place of the one in the stack, and then delete the old one. */
export const ANOTHER_IN_PLACE: Check<Adoption> = {
  name: "adoption-in-place-of-another",
  when: "The stack already has another service for this component",
  outcome: "Nothing is imported, because the other service would be deleted",
  how: 'Remove `existingService: "adopt"` to go on with the other service; or adopt in another stack or component',
  async find({ name, project, id, identity, state, begun, urn, live }) {
    const held = state && idAt(state, placesOf(identity, name, SERVICE_TYPE, name));
    if (held === undefined || held === id) {
      return undefined;
    }
    const file = project.serviceIdFileShown;
    const other = await live.service(held).details();
    // A service that never was active and has no comment yet belongs to nobody as far as Fastly shows.
    const isBegun = held === begun || other?.wasActive === true;
    if (other !== undefined && isBegun && !isDeployedBy(other, identity)) {
      return adoptionError("adoption-begun-of-another", { component: name, id, file, held, urn });
    }
    return adoptionError("adoption-in-place-of-another", { component: name, id, file, held });
  },
};

export const NO_SERVICE_TO_ADOPT: Check<Adoption> = {
  name: "no-service-to-adopt",
  when: "Fastly does not show the service to the API token, or does not answer",
  outcome: "Nothing is imported",
  how: "Correct the `service_id`, or remove the line to make a new service",
  find({ name, project, id, found }) {
    const file = project.serviceIdFileShown;
    if (found.state === "unknown") {
      return found.error;
    }
    return found.state === "exists" ? undefined : adoptionError("no-service-to-adopt", { component: name, id, file });
  },
};

export const NO_COMPUTE_SERVICE: Check<Adoption> = {
  name: "no-compute-service",
  when: "The service is not a Compute service",
  outcome: "Nothing is imported",
  how: "Correct the `service_id`",
  find({ name, project, id, found }) {
    const file = project.serviceIdFileShown;
    return found.state !== "exists" || found.service.type === "wasm"
      ? undefined
      : adoptionError("no-compute-service", { component: name, id, called: found.service.name, file });
  },
};

export const DEPLOYED_BY_SIBLING: Check<Adoption> = {
  name: "deployed-by-another-component",
  when: "The stack already deploys the service as another component",
  outcome: "Nothing is imported, because the stack would delete the service there",
  how: "Set `aliases` if the component was renamed; otherwise use another directory or `environment`",
  find({ name, project, id, identity, found }) {
    const other = found.state === "exists" ? ownerInStack(ownersOf(found.service), identity) : undefined;
    return found.state !== "exists" || other === undefined
      ? undefined
      : deployedAs({ name, project }, `${id} ("${found.service.name}")`, identity, other);
  },
};

export const HELD_TWICE: Check<Adoption> = {
  name: "service-twice-in-the-state",
  when: "The stack's state has the service more than once",
  outcome: "Nothing is imported, because the service would be deleted when one of these resources goes",
  how: "Run the command of the error, which removes the others from the state",
  find: ({ name, project, id, identity, state }) => adoptionOf({ name, project }, id, identity, state).refusal,
};

/** By an alias the component's resource takes the place of the other one. The engine accepts only one of the two. */
export const HELD_BY_PROGRAM: Check<Adoption> = {
  name: "adopted-beside-resource",
  when: "The program still has the `fastly.ServiceCompute` of the service",
  outcome: "Nothing is imported, because the component's own resource takes its place",
  how: "Remove that resource from the program; the service is updated in place",
  find({ name, project, id, identity, state, isInProgram }) {
    const { holder } = state === undefined ? {} : adoptionOf({ name, project }, id, identity, state);
    return holder === undefined || !isInProgram(holder)
      ? undefined
      : adoptionError("adopted-beside-resource", { component: name, id, file: project.serviceIdFileShown, holder });
  },
};

export const WRITE_ONLY_DICTIONARY: Check<Adoption> = {
  name: "write-only-dictionary",
  when: "The service has a write-only dictionary that is not declared as write-only",
  outcome: "Nothing is imported, because the provider could neither keep nor remove the dictionary",
  how: "Add the line of the error, which declares the dictionary; its items stay",
  async find({ name, id, setup, live }) {
    const content = await live.service(id).content();
    return content && writeOnlyError(name, id, content, setup);
  },
};

export const STORES_UNDER_LINKS: Check<Adoption> = {
  name: "stores-under-links",
  when: "A new store would get the name of an existing link",
  outcome: "No store is made, and nothing is imported",
  how: "Add the lines of the error, which link the existing stores (`existingId`)",
  find: storesInTheWay,
};

/**
 * Comes before the import: a refusal leaves nothing in the state, and nothing in stores that are in use. A preview
 * imports first, and `UNDECLARED` then refuses the same.
 */
export const LOST_BY_ADOPTION: Check<Adoption> = {
  name: "lost-by-adoption",
  when: "The service has something that the program does not declare",
  outcome: "Nothing is imported or written",
  how: "Add the lines of the error, which declare it; or set `removeUndeclared: true`",
  find: (situation) => (situation.isPreview || situation.args.removeUndeclared ? undefined : lostByAdoption(situation)),
};

export const FILLED_DICTIONARY_TO_ADOPT: Check<Adoption> = {
  name: "filled-dictionary-to-adopt",
  when: "`removeUndeclared` would remove a dictionary that has items",
  outcome: "Nothing is imported, because the provider does not remove such a dictionary",
  how: "Add the line of the error for one `pulumi up`, which empties the dictionary; then remove the line",
  async find({ name, args, id, setup, live }) {
    const content = args.removeUndeclared ? await live.service(id).content() : undefined;
    return content && filledError(name, content, setup, live.service(id));
  },
};
