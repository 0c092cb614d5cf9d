import type { ProviderMajor } from "pulumi-fastly-compute/internal";
import { isNotFound } from "../apiError";
import type { Context, ResourceDefinition } from "../bridge/resource";
import type { ResourceData } from "../bridge/resourceData";
import { output, string } from "../bridge/schema";
import { CREATED, type Document, NO_CONTENT, refs, seconds } from "./jsonApi";

export const ACTIVATIONS = ["tls", "activations"];

export const tlsActivation = (major: ProviderMajor): ResourceDefinition => ({
  type: "fastly:index/tlsActivation:TlsActivation",
  schema: [
    string("certificate_id", { required: true }),
    string("configuration_id", { computed: true, replaces: true }),
    output("created_at", "string"),
    string("domain", { required: true, replaces: true }),
    string("mutual_authentication_id", { computed: true }),
  ],
  create: async (data, context) => {
    const [certificate = "", domain, configuration] = ["certificateId", "domain", "configurationId"].map((name) =>
      data.string(name),
    );
    if (major >= 12 && certificate === "") {
      throw new Error(
        "certificate_id is empty: the certificate for the referenced TLS subscription has not been issued yet (certificates are issued asynchronously after domain validation). Reference `fastly_tls_subscription_validation.<name>.certificate_id` instead of `fastly_tls_subscription.<name>.certificate_id` so the activation waits for issuance within a single apply.",
      );
    }
    const json = {
      data: {
        type: "tls_activation",
        relationships: {
          tls_certificate: { data: { type: "tls_certificate", id: certificate } },
          ...(configuration ? { tls_configuration: { data: { type: "tls_configuration", id: configuration } } } : {}),
          tls_domain: { data: { type: "tls_domain", id: domain } },
        },
      },
      included: [certificateWithout(certificate), { type: "tls_domain", id: domain, attributes: { type: "" } }],
    };
    const made = (await context.client.send("POST", ACTIVATIONS, { json, expect: CREATED })) as Document;
    data.id = made.data.id;
    if (data.string("mutualAuthenticationId") !== "") await updateActivation(data, context);
    await readActivation(data, context);
  },
  update: updateActivation,
  read: readActivation,
  delete: async (data, { client }) => {
    await client.send("DELETE", [...ACTIVATIONS, data.id], { expect: NO_CONTENT }).catch((error) => {
      if (!isNotFound(error)) throw error;
    });
  },
});

const NO_CERTIFICATE = {
  created_at: null,
  issued_to: "",
  issuer: "",
  name: "",
  not_after: null,
  not_before: null,
  replace: false,
  serial_number: "",
  signature_algorithm: "",
  updated_at: null,
};

/** Go's JSON:API repeats each object among the included ones. */
function certificateWithout(id: string) {
  return { type: "tls_certificate", id, attributes: NO_CERTIFICATE, relationships: { tls_domains: { data: [] } } };
}

const NO_AUTHENTICATION = { created_at: null, enforced: false, name: "", updated_at: null };

/** An undefined property stays unchanged. An empty authentication removes the present one. */
export async function changeActivation(
  id: string,
  { client }: Context,
  { certificate, authentication }: { certificate?: string; authentication?: string },
): Promise<void> {
  const mutual = { type: "mutual_authentication", ...(authentication && { id: authentication }) };
  const json = {
    data: {
      type: "tls_activation",
      id,
      relationships: {
        mutual_authentication: { data: authentication === undefined ? null : mutual },
        tls_certificate: { data: certificate === undefined ? null : { type: "tls_certificate", id: certificate } },
      },
    },
    included: [
      ...(certificate === undefined ? [] : [certificateWithout(certificate)]),
      ...(authentication === undefined
        ? []
        : [{ ...mutual, attributes: NO_AUTHENTICATION, relationships: { tls_activations: { data: [] } } }]),
    ],
  };
  await client.send("PATCH", [...ACTIVATIONS, id], { json });
}

async function updateActivation(data: ResourceData, context: Context): Promise<void> {
  const authentication = data.string("mutualAuthenticationId") || undefined;
  await changeActivation(data.id, context, { certificate: data.string("certificateId"), authentication });
  await readActivation(data, context);
}

async function readActivation(data: ResourceData, { client }: Context): Promise<void> {
  const { data: found } = (await client.send("GET", [...ACTIVATIONS, data.id])) as Document;
  data.set("certificateId", refs(found, "tls_certificate")[0] ?? "");
  data.set("configurationId", refs(found, "tls_configuration")[0] ?? "");
  data.set("domain", refs(found, "tls_domain")[0] ?? "");
  data.set("createdAt", seconds(found.attributes.created_at));
  const [authentication] = refs(found, "mutual_authentication");
  if (authentication !== undefined) data.set("mutualAuthenticationId", authentication);
}
