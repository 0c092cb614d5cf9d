import type { PropertyMap } from "../../engine/value";
import { blocks, bool, output, string } from "../bridge/schema";
import { elementsOf } from "../bridge/values";
import type { Block, Place } from "./block";
import { formBlock } from "./formBlock";

const form = formBlock({
  field: blocks("dictionary", "dictionaries", [
    output("dictionary_id", "string"),
    bool("force_destroy", { default: false }),
    string("name", { required: true }),
    bool("write_only", { default: false }),
  ]),
  path: ["dictionary"],
  api: { dictionary_id: "id" },
  notCreated: ["force_destroy"],
  listError: "Dictionaries for",
});

/** Dictionaries. A change of `writeOnly` is never sent. A dictionary with items is only deleted with `forceDestroy`. */
export const dictionary: Block = {
  ...form,
  update: async () => {},
  delete: async (element, place) => {
    if (element.forceDestroy !== true) await refuseToLoseItems(element, place);
    await form.delete(element, place);
  },
  read: async (local, place) => {
    const remote = elementsOf(await form.read(local, place));
    return remote.map((element) => {
      const known = local.find((candidate) => candidate.name === element.name);
      return known === undefined ? element : { ...element, forceDestroy: known.forceDestroy ?? false };
    });
  },
};

async function refuseToLoseItems(element: PropertyMap, { client, serviceId }: Place): Promise<void> {
  const id = String(element.dictionaryId);
  if (element.writeOnly === true) {
    throw new Error(
      `cannot delete dictionary (${id}), it is write_only, so it may contain data. Set force_destroy to true and apply it before making this change`,
    );
  }
  const items = await client.list(["service", serviceId, "dictionary", id, "items"]);
  if (items.length > 0) {
    throw new Error(
      `cannot delete dictionary (${id}), it is not empty. Either delete the items first, or set force_destroy to true and apply it before making this change`,
    );
  }
}
