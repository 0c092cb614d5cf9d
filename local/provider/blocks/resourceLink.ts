import type { PropertyMap } from "../../engine/value";
import { missingField } from "../bridge/resourceData";
import { blocks, output, string } from "../bridge/schema";
import { type Block, type Place, versionPath } from "./block";
import { formBlock } from "./formBlock";

const form = formBlock({
  field: blocks("resource_link", "resourceLinks", [
    output("link_id", "string"),
    string("name", { required: true }),
    string("resource_id", { required: true }),
  ]),
  path: ["resource"],
  api: { link_id: "id" },
});

/**
 * Links to stores. Their id in requests is only known after a read. So a link to another store under the same name
 * cannot be updated: the new element has no id yet.
 */
export const resourceLink: Block = {
  ...form,
  update: async (element, _modified, place) => {
    await place.client.send("PUT", linkPath(element, place), {
      form: { name: String(element.name) },
      lock: place.serviceId,
    });
  },
  delete: async (element, place) => {
    await place.client.send("DELETE", linkPath(element, place), { lock: place.serviceId });
  },
};

function linkPath(element: PropertyMap, place: Place): (string | number)[] {
  if (element.linkId === "") throw missingField("ResourceID");
  return versionPath(place, "resource", String(element.linkId));
}
