import { isOfComponent } from "../adopt/holders";
import type { LiveVersion } from "../fastly/version";
import type { Live } from "../live/liveService";
import { presumedId } from "../live/presumed";
import type { Plan } from "../plan/deployment";
import { type DeclaredStore, storesOf } from "../plan/summary";
import { LINKED_KINDS } from "../setup/kinds";
import type { ResolvedSetup } from "../setup/resolved";
import type { Check, PromptCheck } from "./check";
import { lostError } from "./lostErrors";

/** A store that was made with `forceDestroy`, as the component's inputs or its resource in the state show it. */
export interface OwnStore extends Pick<DeclaredStore, "kind" | "name"> {
  /** The id at Fastly. Undefined for a store of the component's inputs. */
  id?: string;
}

/**
 * The engine is about to change the component. No resource of the run shows what the engine will delete. The
 * component's state does: it has the stores of the last run.
 */
export interface StoresBefore extends Pick<Plan, "name" | "args" | "project" | "activation"> {
  setup: ResolvedSetup;
  /** The stores in the state that the engine may delete with their data. */
  had: OwnStore[];
  /** The service's id from its resource in the state: the engine forgets the component's outputs when a run fails. */
  serviceId: unknown;
  live: Live;
}

function among(stores: OwnStore[]): (store: OwnStore) => boolean {
  return (store) => stores.some(({ kind, name }) => kind === store.kind && name === store.name);
}

/**
 * A store that is linked instead of made is no longer the program's own. So the engine deletes the store that the link
 * leads to.
 */
export const STORE_LINKED_INSTEAD: Check<StoresBefore> = {
  name: "store-linked-instead",
  when: "A store with `forceDestroy` would become a linked store",
  outcome: "Nothing is made or deleted, because the store would go with its data",
  how: "Run `up` with `forceDestroy: false` first; then link the store",
  find({ name: component, setup, had }) {
    const store = had.find(among(storesOf(setup).filter(({ existing }) => existing)));
    return store === undefined
      ? undefined
      : lostError("store-linked-instead", { component, store: describe(store), name: store.name });
  },
};

/**
 * `forceDestroy` allows the loss of stores that nothing needs. The prepared version does not need them, but the active
 * one still does.
 */
export const STORE_STILL_READ: Check<StoresBefore> = {
  name: "store-still-read",
  when: "A run without activation would delete a store that the active version reads",
  outcome: "Nothing is made or deleted",
  how: "Remove the store in a run that activates; or set `forceDestroy: false` first",
  async find({ name: component, args, project, activation, setup, had, serviceId, live }) {
    const declared = storesOf(setup);
    const removed = had.filter((store) => !among(declared)(store));
    if (removed.length === 0 || activation.activate) {
      return undefined;
    }
    const id = serviceId ?? (await presumedId({ args, project }, live));
    const version = typeof id === "string" ? (await live.service(id).details())?.activeVersion : undefined;
    if (typeof id !== "string" || version === undefined) {
      return undefined;
    }
    const links = await live.service(id).links(version);
    const read = removed.filter((store) => links.some((link) => isLinkTo(store, link)));
    return read.length === 0
      ? undefined
      : lostError("store-still-read", { component, id, version, stores: read.map(describe) });
  },
};

function isLinkTo({ id, name: store }: OwnStore, { name, resource_id }: LiveVersion["links"][number]): boolean {
  return id === undefined ? name === store : resource_id === id;
}

/** The service is about to be linked to a store that exists. */
export interface LinkToStore extends Pick<Plan, "name"> {
  thing: { noun: string; name: string };
  id: string;
  /** The URNs of stores that the engine is about to delete with their data, by their ids. */
  leaving: ReadonlyMap<string, string>;
}

/**
 * The provider first empties a store with `forceDestroy`. Only then does Fastly refuse to delete the store, because a
 * service is linked to it.
 */
export const LINKED_STORE_LEAVES: PromptCheck<LinkToStore> = {
  name: "linked-store-leaves",
  when: "A store with `forceDestroy` leaves the program, and a service of the program links it",
  outcome: "Nothing is made or deleted, because the store would lose its data",
  how: "Declare the store for one more run, as the error says, so that its data is kept; then remove it",
  find({ name: component, thing: { noun, name }, id, leaving }) {
    const urn = leaving.get(id);
    const facts = { component, store: `the ${noun} "${name}"`, id };
    return urn === undefined
      ? undefined
      : lostError("linked-store-leaves", { ...facts, urn, isOfComponent: isOfComponent(urn) });
  },
};

/** The component is about to write contents. */
export interface Filling extends Pick<Plan, "name"> {
  /** The contents in words: `the contents of the config store "cfg"`. */
  label: string;
  /** The URNs of resources outside of components that the engine is about to delete with declared items. */
  leaving: string[];
}

/** The engine deletes the resource at the end of the run. The items would go, and every later run would succeed. */
export const ITEMS_LEAVE: PromptCheck<Filling> = {
  name: "items-leave",
  when: "Items move from the program's own resource to the component",
  outcome: "Nothing is made or deleted, because the engine would delete the items with the resource",
  how: "Remove that resource from the state, as the error says; the component then takes its items over",
  find: ({ name: component, label, leaving }) =>
    leaving.length === 0 ? undefined : lostError("items-leave", { component, label, urns: leaving }),
};

function describe({ kind, name }: OwnStore): string {
  const noun = LINKED_KINDS.find(([, { linked }]) => linked.api === kind)?.[1].noun ?? "store";
  return `the ${noun} "${name}"`;
}
