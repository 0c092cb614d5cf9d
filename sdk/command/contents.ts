import type { FastlyClient } from "../fastly/client";
import { DICTIONARY, ITEMS_TYPE } from "../setup/dictionaryItems";
import { LINKED_KINDS } from "../setup/kinds";
import type { ItemsAtFastly } from "../setup/managedItems";
import { CONFIG_ENTRIES_TYPE, CONFIG_STORE } from "../setup/stores/configItems";
import { digestsIn, readDigest } from "../setup/stores/digests";
import type { Difference } from "./differences";
import { ENCRYPTED, type StateResource } from "./exported";

/** The differences between declared and live contents of one store. Keys that only others wrote do not count. */
export async function contentsDiffering(
  { type, inputs = {} }: StateResource,
  client: FastlyClient,
): Promise<Difference[]> {
  const found = LINKED_KINDS.find(([, { linked }]) => linked.contentsType === type);
  const { storeId } = inputs;
  if (found === undefined || typeof storeId !== "string") {
    return [];
  }
  const declared = digestsIn(inputs);
  const [, { noun, linked }] = found;
  const live = await linked.liveContents(client, storeId, [...declared.keys()]);
  const kind = `${noun} item`;
  return [...declared].flatMap(([name, digest]): Difference[] => {
    const wanted = typeof digest === "string" ? readDigest(digest) : undefined;
    const now = live.get(name);
    if (!live.has(name)) {
      // An item with a time to live expires as declared.
      return wanted?.timeToLive === undefined
        ? [{ kind, name, what: "missing", settings: [], text: `the ${kind} ${name} is missing` }]
        : [];
    }
    if (now === undefined || wanted === undefined) {
      return [];
    }
    const settings = (["value", "metadata"] as const).filter((each) => wanted[each] !== now[each]);
    // Undeclared metadata belongs to others.
    const differing = settings.filter((each) => each === "value" || wanted.metadata !== undefined);
    const text = `the ${kind} ${name} has ${differing.includes("value") ? "another value" : "other metadata"}`;
    return differing.length === 0 ? [] : [{ kind, name, what: "changed", settings: differing, text }];
  });
}

/** The resources whose items the provider manages, all of them: of a dictionary, or of a config store that the component made. */
const MANAGED: Record<string, [kind: string, at: ItemsAtFastly]> = {
  [ITEMS_TYPE]: ["item", DICTIONARY],
  [CONFIG_ENTRIES_TYPE]: ["config store item", CONFIG_STORE],
};

/**
 * Items of dictionaries and stores. `written` has the URNs of differing resources that the component writes itself.
 *
 * @param children the resources of the component.
 */
export async function itemsDiffering(
  children: StateResource[],
  client: FastlyClient,
): Promise<{ found: Difference[]; written: string[] }> {
  const found: Difference[] = [];
  const written: string[] = [];
  for (const resource of children) {
    const { type, urn, outputs = {} } = resource;
    const differing = await contentsDiffering(resource, client);
    if (differing.length > 0) {
      found.push(...differing);
      written.push(urn);
    }
    const [kind, at] = MANAGED[type] ?? [];
    if (kind !== undefined && at !== undefined) {
      const known = outputs[at.property] as Record<string, unknown> | symbol | undefined;
      found.push(...ofItems(kind, known, await at.read(client, outputs)));
    }
  }
  return { found, written };
}

/** Gives keys only: values may be secret. */
function ofItems(
  kind: string,
  known: Record<string, unknown> | symbol | undefined,
  live: Record<string, string>,
): Difference[] {
  if (typeof known === "symbol") {
    return [];
  }
  const items = new Map(Object.entries(known ?? {}));
  const now = new Map(Object.entries(live));
  return [...new Set([...items.keys(), ...now.keys()])].flatMap((name): Difference[] => {
    const [before, after] = [items.get(name), now.get(name)];
    const thing = `the ${kind} ${name}`;
    if (!items.has(name)) {
      return [{ kind, name, what: "added", settings: [], text: `${thing} exists only at Fastly` }];
    }
    if (!now.has(name)) {
      return [{ kind, name, what: "missing", settings: [], text: `${thing} is missing` }];
    }
    return before === after || before === ENCRYPTED
      ? []
      : [{ kind, name, what: "changed", settings: ["value"], text: `${thing} has another value` }];
  });
}
