import * as pulumi from "@pulumi/pulumi";
import { deleteIfThere } from "../fastly/client";
import { type ContentWriter, textOf } from "../fastly/contents";
import { changeItems, dictionaryItem, dictionaryItems } from "../fastly/items";
import { beforeChange, withHooks } from "../pulumi/hooks";
import type { Served } from "./given";
import type { Items } from "./items";
import { contentsOf, StoreContents, valuesOf } from "./stores/contents";
import { digestsIn } from "./stores/digests";

/** The type of the component for the items of a write-only dictionary: digests by key. */
const WRITE_ONLY_ITEMS = "fastly-compute:index:WriteOnlyDictionaryItems";

/** The place of the items: the ids of the service and of the dictionary. */
function placeOf(id: string): [service: string, dictionary: string] {
  const [service = "", dictionary = ""] = id.split("/");
  return [service, dictionary];
}

/** Nobody can read the items. So existing items are overwritten, and an item to remove may be gone already. */
const WRITER: ContentWriter = {
  async write(client, id, entries) {
    const changes = entries.map(async (entry) => ({
      op: "upsert" as const,
      item_key: entry.key,
      item_value: await textOf(entry),
    }));
    await changeItems(client, dictionaryItems(...placeOf(id)), await Promise.all(changes));
  },
  async remove(client, id, keys) {
    for (const key of keys) {
      await deleteIfThere(client, dictionaryItem(...placeOf(id), key));
    }
  },
};

/**
 * The items of a write-only dictionary. The provider's resource reads the items that it has written, and Fastly refuses
 * that. So the component writes them, and the state has their digests. Items that others have written stay: nobody can
 * see them.
 */
export function fillWriteOnly(
  name: string,
  items: Items,
  dictionaryId: pulumi.Output<string>,
  { component, serviceId, credentials, opts, kept }: Served,
): pulumi.Resource {
  const values = Object.entries(items).map(([key, value]) => [key, { value: pulumi.secret(value) }] as const);
  const contents = Object.fromEntries(values);
  const logicalName = `${component}-${name}`;
  const place = pulumi.all([serviceId, dictionaryId]).apply((ids) => ids.join("/"));
  const owner = { what: `dictionary "${name}"`, isReported: false, parent: opts.parent as pulumi.Resource | undefined };
  const { inputs, hooks } = contentsOf(`${logicalName}-items`, place, contents, WRITER, credentials, owner);
  kept.declare({
    label: `the contents of the dictionary "${name}"`,
    type: WRITE_ONLY_ITEMS,
    name: logicalName,
    entriesIn: digestsIn,
    place: inputs,
    values: valuesOf(contents),
    at: { write: async () => {} },
    isOfProvider: false,
  });
  return new StoreContents(WRITE_ONLY_ITEMS, logicalName, inputs, {
    parent: opts.parent,
    hooks: withHooks(beforeChange(opts.hooks), hooks),
  });
}
