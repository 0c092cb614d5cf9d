import { adoptionError } from "../adopt/errors";
import { idAt, placesOf, SERVICE_TYPE } from "../adopt/holders";
import { adoptionOf, deployedAs } from "../adopt/takeOver";
import type { Lookup } from "../fastly/service";
import type { Live } from "../live/liveService";
import type { Plan } from "../plan/deployment";
import { type Identity, isDeployedBy, ownerInStack, ownersOf } from "../plan/identity";
import type { StackState } from "../pulumi/stackState";
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
  when: "The stack has another service in the component's place",
  outcome: "Nothing is imported, as that one would be deleted",
  how: 'Go on with that one, without `existingService: "adopt"`; adopt in another stack or component',
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
  how: "Correct the `service_id`, or remove the line to have a new service",
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
  when: "The service is no Compute service",
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
  when: "The stack deploys the service already, as another component",
  outcome: "Nothing is imported, as the stack would delete it there",
  how: "`aliases` when it is the same component; else another directory or `environment`",
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
  outcome: "Nothing is imported, as it is deleted when one of them goes",
  how: "The command that takes the others out of the state",
  find: ({ name, project, id, identity, state }) => adoptionOf({ name, project }, id, identity, state).refusal,
};

/** By an alias the component's resource takes the place of the other one. The engine accepts only one of the two. */
export const HELD_BY_PROGRAM: Check<Adoption> = {
  name: "adopted-beside-resource",
  when: "The program still has the `fastly.ServiceCompute` that the service is taken over from",
  outcome: "Nothing is imported, as the component's resource takes the place of that one",
  how: "The program without that resource; the service is updated in place",
  find({ name, project, id, identity, state, isInProgram }) {
    const { holder } = state === undefined ? {} : adoptionOf({ name, project }, id, identity, state);
    return holder === undefined || !isInProgram(holder)
      ? undefined
      : adoptionError("adopted-beside-resource", { component: name, id, file: project.serviceIdFileShown, holder });
  },
};

export const WRITE_ONLY_DICTIONARY: Check<Adoption> = {
  name: "write-only-dictionary",
  when: "The service has a write-only dictionary that is not declared as one",
  outcome: "Nothing is imported, as the provider could neither keep nor remove it",
  how: "The line that declares it; its items stay as they are",
  async find({ name, id, setup, live }) {
    const content = await live.service(id).content();
    return content && writeOnlyError(name, id, content, setup);
  },
};

export const STORES_UNDER_LINKS: Check<Adoption> = {
  name: "stores-under-links",
  when: "A new store would be made under the name of a link that is there",
  outcome: "No store is made, and nothing is imported",
  how: "The lines that link the stores which are there (`existingId`)",
  find: storesInTheWay,
};

/**
 * Comes before the import: a refusal leaves nothing in the state, and nothing in stores that are in use. A preview
 * imports first, and `UNDECLARED` then refuses the same.
 */
export const LOST_BY_ADOPTION: Check<Adoption> = {
  name: "lost-by-adoption",
  when: "The service has what is not declared",
  outcome: "Nothing is imported or written",
  how: "The lines that declare it; or `removeUndeclared: true`",
  find: (situation) => (situation.isPreview || situation.args.removeUndeclared ? undefined : lostByAdoption(situation)),
};

export const FILLED_DICTIONARY_TO_ADOPT: Check<Adoption> = {
  name: "filled-dictionary-to-adopt",
  when: "`removeUndeclared` would remove a dictionary that has items",
  outcome: "Nothing is imported, as the provider does not remove it",
  how: "The line that empties it by one `pulumi up`, and then the same without",
  async find({ name, args, id, setup, live }) {
    const content = args.removeUndeclared ? await live.service(id).content() : undefined;
    return content && filledError(name, content, setup, live.service(id));
  },
};
