import type { Context, ResourceDefinition } from "../bridge/resource";
import type { ResourceData } from "../bridge/resourceData";
import { output, string } from "../bridge/schema";
import { CREATED, type Document, NO_CONTENT, seconds } from "./jsonApi";

export const PRIVATE_KEYS = ["tls", "private_keys"];

export const tlsPrivateKey: ResourceDefinition = {
  type: "fastly:index/tlsPrivateKey:TlsPrivateKey",
  schema: [
    output("created_at", "string"),
    output("key_length", "int"),
    string("key_pem", { required: true, replaces: true, secret: true }),
    output("key_type", "string"),
    string("name", { required: true, replaces: true }),
    output("public_key_sha1", "string"),
    output("replace", "bool"),
  ],
  create: async (data, context) => {
    const attributes = { key: data.string("keyPem"), name: data.string("name") };
    const json = { data: { type: "", attributes } };
    const made = (await context.client.send("POST", PRIVATE_KEYS, { json, expect: CREATED })) as Document;
    data.id = made.data.id;
    await readPrivateKey(data, context);
  },
  read: readPrivateKey,
  delete: async (data, { client }) => {
    await client.send("DELETE", [...PRIVATE_KEYS, data.id], { expect: NO_CONTENT });
  },
};

async function readPrivateKey(data: ResourceData, { client }: Context): Promise<void> {
  const { data: found } = (await client.send("GET", [...PRIVATE_KEYS, data.id])) as Document;
  const { name, created_at, key_length, key_type, replace, public_key_sha1 } = found.attributes;
  data.set("name", String(name ?? ""));
  data.set("createdAt", seconds(created_at));
  data.set("keyLength", Number(key_length));
  data.set("keyType", String(key_type));
  data.set("replace", replace === true);
  data.set("publicKeySha1", String(public_key_sha1));
}
