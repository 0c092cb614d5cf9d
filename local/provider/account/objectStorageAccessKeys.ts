import type { ResourceDefinition } from "../bridge/resource";
import { output, string, texts } from "../bridge/schema";
import { textsOf } from "../bridge/values";

const KEYS = ["resources", "object-storage", "access-keys"];

/** A key for buckets of Object Storage. Every change makes another key. */
export const objectStorageAccessKeys: ResourceDefinition = {
  type: "fastly:index/objectStorageAccessKeys:ObjectStorageAccessKeys",
  schema: [
    output("access_key_id", "string"),
    texts("buckets", { replaces: true }),
    string("description", { required: true, replaces: true }),
    string("permission", { required: true, replaces: true }),
    { ...output("secret_key", "string"), secret: true },
  ],
  create: async (data, { client }) => {
    const buckets = textsOf(data.get("buckets"));
    const json = {
      description: data.string("description"),
      permission: data.string("permission"),
      ...(buckets.length > 0 && { buckets }),
    };
    const made = (await client.send("POST", KEYS, { json })) as { access_key: string; secret_key: string };
    data.id = made.access_key;
    data.set("accessKeyId", made.access_key);
    data.set("secretKey", made.secret_key);
  },
  read: async (data, { client, major }) => {
    const key = (await client.send("GET", [...KEYS, data.id])) as {
      access_key: string;
      description: string;
      permission: string;
      buckets: string[];
    };
    data.set("permission", key.permission);
    data.set("description", key.description);
    if (key.buckets.length > 0) {
      data.set("buckets", key.buckets);
    }
    // Version 11 takes the secret for this id. Fastly returns the secret only once.
    data.set("accessKeyId", major === 11 ? "" : key.access_key);
  },
  delete: async (data, { client }) => {
    await client.send("DELETE", [...KEYS, data.id]);
  },
};
