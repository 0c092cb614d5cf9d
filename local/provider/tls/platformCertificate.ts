import type { Context, ResourceDefinition } from "../bridge/resource";
import type { ResourceData } from "../bridge/resourceData";
import { bool, output, string } from "../bridge/schema";
import { CREATED, type Document, NO_CONTENT, refs, seconds } from "./jsonApi";
import { certificates } from "./pem";

export const BULK_CERTIFICATES = ["tls", "bulk", "certificates"];

export const tlsPlatformCertificate: ResourceDefinition = {
  type: "fastly:index/tlsPlatformCertificate:TlsPlatformCertificate",
  schema: [
    bool("allow_untrusted_root", { default: false }),
    string("certificate_body", { required: true }),
    string("configuration_id", { required: true, replaces: true }),
    output("created_at", "string"),
    output("domains", "strings"),
    string("intermediates_blob", { required: true }),
    output("not_after", "string"),
    output("not_before", "string"),
    output("replace", "bool"),
    output("updated_at", "string"),
  ],
  rules: [
    certificates("certificateBody", "certificate_body", "one"),
    certificates("intermediatesBlob", "intermediates_blob", "some"),
  ],
  create: async (data, context) => {
    const configuration = { type: "tls_configuration", id: data.string("configurationId") };
    const allowUntrusted = data.bool("allowUntrustedRoot");
    const json = {
      data: {
        type: "",
        attributes: { ...(allowUntrusted && { allow_untrusted_root: true }), ...blobs(data) },
        relationships: { tls_configurations: { data: [configuration] } },
      },
      included: [{ ...configuration, attributes: { type: "" } }],
    };
    const made = (await context.client.send("POST", BULK_CERTIFICATES, { json, expect: CREATED })) as Document;
    data.id = made.data.id;
    await readPlatformCertificate(data, context);
  },
  update: async (data, context) => {
    const allow_untrusted_root = data.bool("allowUntrustedRoot");
    const { cert_blob, intermediates_blob } = blobs(data);
    const attributes = { allow_untrusted_root, cert_blob, id: data.id, intermediates_blob };
    const json = { data: { type: "", attributes } };
    await context.client.send("PATCH", [...BULK_CERTIFICATES, data.id], { json });
    await readPlatformCertificate(data, context);
  },
  read: readPlatformCertificate,
  delete: async (data, { client }) => {
    await client.send("DELETE", [...BULK_CERTIFICATES, data.id], { expect: NO_CONTENT });
  },
};

function blobs(data: ResourceData) {
  return { cert_blob: data.string("certificateBody"), intermediates_blob: data.string("intermediatesBlob") };
}

async function readPlatformCertificate(data: ResourceData, { client }: Context): Promise<void> {
  const { data: found } = (await client.send("GET", [...BULK_CERTIFICATES, data.id])) as Document;
  const { attributes } = found;
  data.set("configurationId", refs(found, "tls_configurations")[0] ?? "");
  data.set("notAfter", seconds(attributes.not_after));
  data.set("notBefore", seconds(attributes.not_before));
  data.set("createdAt", seconds(attributes.created_at));
  data.set("updatedAt", seconds(attributes.updated_at));
  data.set("replace", attributes.replace === true);
  data.set("domains", refs(found, "tls_domains"));
}
