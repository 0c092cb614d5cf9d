import type { Context, ResourceDefinition } from "../bridge/resource";
import type { ResourceData } from "../bridge/resourceData";
import { output, string } from "../bridge/schema";
import { CREATED, type Document, NO_CONTENT, refs, seconds } from "./jsonApi";
import { certificates } from "./pem";

export const CERTIFICATES = ["tls", "certificates"];

export const tlsCertificate: ResourceDefinition = {
  type: "fastly:index/tlsCertificate:TlsCertificate",
  schema: [
    string("certificate_body", { required: true }),
    output("created_at", "string"),
    output("domains", "strings"),
    output("issued_to", "string"),
    output("issuer", "string"),
    string("name", { computed: true }),
    output("replace", "bool"),
    output("serial_number", "string"),
    output("signature_algorithm", "string"),
    output("updated_at", "string"),
  ],
  rules: [certificates("certificateBody", "certificate_body", "some")],
  create: async (data, context) => {
    const json = { data: { type: "tls_certificate", attributes: attributes(data) } };
    const made = (await context.client.send("POST", CERTIFICATES, { json, expect: CREATED })) as Document;
    data.id = made.data.id;
    await readCertificate(data, context);
  },
  update: async (data, context) => {
    const json = { data: { type: "tls_certificate", id: data.id, attributes: attributes(data) } };
    await context.client.send("PATCH", [...CERTIFICATES, data.id], { json });
    await readCertificate(data, context);
  },
  read: readCertificate,
  delete: async (data, { client }) => {
    await client.send("DELETE", [...CERTIFICATES, data.id], { expect: NO_CONTENT });
  },
};

function attributes(data: ResourceData) {
  const name = data.string("name");
  return { cert_blob: data.string("certificateBody"), ...(name !== "" && { name }) };
}

async function readCertificate(data: ResourceData, { client }: Context): Promise<void> {
  const { data: found } = (await client.send("GET", [...CERTIFICATES, data.id])) as Document;
  const { attributes: read } = found;
  data.set("name", String(read.name));
  data.set("createdAt", seconds(read.created_at));
  data.set("updatedAt", seconds(read.updated_at));
  data.set("issuedTo", String(read.issued_to));
  data.set("issuer", String(read.issuer));
  data.set("replace", read.replace === true);
  data.set("serialNumber", String(read.serial_number));
  data.set("signatureAlgorithm", String(read.signature_algorithm));
  data.set("domains", refs(found, "tls_domains"));
}
