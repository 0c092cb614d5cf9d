import type { FastlyClient } from "../fastly/client";
import { LINKED_KINDS } from "../setup/kinds";
import { digestsIn, readDigest } from "../setup/stores/digests";
import type { Difference } from "./differences";
import type { StateResource } from "./exported";

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
