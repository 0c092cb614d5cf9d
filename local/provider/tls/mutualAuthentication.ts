import { isNotFound } from "../apiError";
import type { Context, ResourceDefinition } from "../bridge/resource";
import type { ResourceData } from "../bridge/resourceData";
import { bool, output, string, strings } from "../bridge/schema";
import { textsOf } from "../bridge/values";
import { goTime } from "../goTime";
import { changeActivation } from "./activation";
import { CREATED, type Document, NO_CONTENT, refs } from "./jsonApi";

const AUTHENTICATIONS = ["tls", "mutual_authentications"];

export const tlsMutualAuthentication: ResourceDefinition = {
  type: "fastly:index/tlsMutualAuthentication:TlsMutualAuthentication",
  schema: [
    strings("activation_ids"),
    string("cert_bundle", { required: true }),
    output("created_at", "string"),
    bool("enforced", { computed: true }),
    string("include"),
    string("name", { computed: true }),
    { ...output("tls_activations", "strings"), kind: "texts" },
    output("updated_at", "string"),
  ],
  create: async (data, context) => {
    const name = data.string("name");
    const enforced = data.bool("enforced");
    const attributes = { cert_bundle: data.string("certBundle"), enforced, ...(name !== "" && { name }) };
    const json = { data: { type: "mutual_authentication", attributes } };
    const made = (await context.client.send("POST", AUTHENTICATIONS, { json, expect: CREATED })) as Document;
    data.id = made.data.id;
    for (const id of textsOf(data.get("activationIds")))
      await changeActivation(id, context, { authentication: data.id });
    await readAuthentication(data, context);
  },
  // The provider does not read after an update.
  update: async (data, context) => {
    const enforced = data.bool("enforced");
    const name = data.hasChange("name") ? { name: data.string("name") } : {};
    const attributes = { cert_bundle: data.string("certBundle"), enforced, ...name };
    const json = { data: { type: "mutual_authentication", id: data.id, attributes } };
    await context.client.send("PATCH", [...AUTHENTICATIONS, data.id], { json });
    if (data.hasChange("activationIds")) {
      for (const id of textsOf(data.old("activationIds"))) {
        await changeActivation(id, context, { authentication: "" }).catch(() => {});
      }
      for (const id of textsOf(data.get("activationIds"))) {
        await changeActivation(id, context, { authentication: data.id });
      }
    }
  },
  read: readAuthentication,
  delete: async (data, context) => {
    for (const id of textsOf(data.get("activationIds"))) await changeActivation(id, context, { authentication: "" });
    await context.client.send("DELETE", [...AUTHENTICATIONS, data.id], { expect: NO_CONTENT });
  },
};

async function readAuthentication(data: ResourceData, { client }: Context): Promise<void> {
  const include = data.string("include");
  const query = include === "" ? undefined : { include };
  try {
    const { data: found } = (await client.send("GET", [...AUTHENTICATIONS, data.id], { query })) as Document;
    const { created_at, enforced, name, updated_at } = found.attributes;
    data.set("createdAt", goTime(created_at));
    data.set("enforced", enforced === true);
    data.set("name", String(name));
    data.set("updatedAt", goTime(updated_at));
    data.set("tlsActivations", refs(found, "tls_activations").sort());
  } catch (error) {
    if (!isNotFound(error)) throw error;
    data.id = "";
  }
}
