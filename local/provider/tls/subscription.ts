import type { ProviderMajor } from "pulumi-fastly-compute/internal";
import { type PropertyMap, UNKNOWN } from "../../engine/value";
import { isNotFound } from "../apiError";
import { REPLACED } from "../bridge/plan";
import type { Context, ResourceDefinition } from "../bridge/resource";
import type { ResourceData } from "../bridge/resourceData";
import { bool, type Field, output, string, strings } from "../bridge/schema";
import { textsInRequestOrder } from "../bridge/sets";
import { textsOf } from "../bridge/values";
import { CREATED, type Document, type Item, NO_CONTENT, refs, SUBSCRIPTIONS, seconds } from "./jsonApi";

interface Challenge {
  type: string;
  record_name: string;
  record_type: string;
  values: string[];
}

const computed = (attribute: string, kind: Field["kind"], fields: readonly Field[] = []): Field => ({
  ...output(attribute, "string"),
  kind,
  fields,
});

const record = [output("record_name", "string"), output("record_type", "string")];

export const tlsSubscription = (major: ProviderMajor): ResourceDefinition => ({
  type: "fastly:index/tlsSubscription:TlsSubscription",
  schema: [
    string("certificate_authority", {
      required: true,
      replaces: true,
      oneOf: ["lets-encrypt", "globalsign", "certainly"],
    }),
    output("certificate_id", "string"),
    string("common_name", { computed: true }),
    string("configuration_id", { computed: true }),
    output("created_at", "string"),
    strings("domains", { required: true, nonEmpty: true }),
    bool("force_destroy", { default: false }),
    bool("force_update", { default: false }),
    computed("managed_dns_challenge", "map"),
    computed("managed_dns_challenges", "blocks", [...record, output("record_value", "string")]),
    computed("managed_http_challenges", "blocks", [...record, computed("record_values", "strings")]),
    output("state", "string"),
    output("updated_at", "string"),
  ],
  customize: ({ prior, planned, changed }) => {
    refuseCapitals(planned);
    if (prior !== undefined && changed.has("domains")) {
      for (const name of ["managedDnsChallenges", "managedHttpChallenges"]) {
        planned[name] = UNKNOWN;
        changed.add(name);
      }
    }
    // Fastly can only change an order before and after its processing.
    const isFixed = prior !== undefined && prior.state !== "issued" && prior.state !== "pending";
    if (isFixed && ["configurationId", "domains", "commonName"].some((name) => changed.has(name))) {
      changed.add(REPLACED);
    }
  },
  create: async (data, context) => {
    needCommonName(data);
    const { document } = body(data, undefined);
    const made = (await context.client
      .send("POST", SUBSCRIPTIONS, { json: document, expect: CREATED })
      .catch(named(`error creating TLS subscription`, data, major))) as Document;
    data.id = made.data.id;
    await readSubscription(data, context);
  },
  update: async (data, context) => {
    const sent = ["domains", "commonName", ...(major >= 12 ? ["configurationId"] : [])];
    if (sent.some((name) => data.hasChange(name))) {
      needCommonName(data);
      const { document } = body(data, data.id);
      const query = data.bool("forceUpdate") ? { force: "true" } : undefined;
      await context.client
        .send("PATCH", [...SUBSCRIPTIONS, data.id], { json: document, query })
        .catch(named(`error updating TLS subscription (${data.id})`, data, major));
    }
    await readSubscription(data, context);
  },
  read: readSubscription,
  delete: async (data, { client }) => {
    const query = data.bool("forceDestroy") ? { force: "true" } : undefined;
    await client
      .send("DELETE", [...SUBSCRIPTIONS, data.id], { query, expect: NO_CONTENT })
      .catch(named(`error deleting TLS subscription (${data.id})`, data, major));
  },
});

/** Provider 12 names the subscription and its domains. Provider 11 passes on the API's words. */
function named(what: string, data: ResourceData, major: ProviderMajor): (error: Error) => never {
  return (error) => {
    throw major < 12 ? error : new Error(`${what} for domains [${domainsOf(data).join(", ")}]: ${error.message}`);
  };
}

function domainsOf(data: ResourceData): string[] {
  return textsOf(data.get("domains"));
}

/** Go's JSON:API repeats each object among the included ones. */
function body(data: ResourceData, id: string | undefined): { document: unknown } {
  const domains = domainsOf(data);
  const [commonName, configuration] = [data.string("commonName"), data.string("configurationId")];
  const domain = (name: string) => ({ type: "tls_domain", id: name });
  const included = [...new Set([...(commonName === "" ? [] : [commonName]), ...(id === undefined ? domains : [])])].map(
    (name) => ({ ...domain(name), attributes: { type: "" } }),
  );
  const others = domains
    .filter((name) => !included.some((each) => each.id === name))
    .map((name) => ({ ...domain(name), attributes: { type: "" } }));
  const config = { type: "tls_configuration", id: configuration };
  return {
    document: {
      data: {
        type: "tls_subscription",
        ...(id === undefined ? { attributes: { certificate_authority: data.string("certificateAuthority") } } : { id }),
        relationships: {
          ...(commonName === "" ? {} : { common_name: { data: domain(commonName) } }),
          ...(configuration === "" ? {} : { tls_configuration: { data: config } }),
          tls_domain: { data: domains.map(domain) },
        },
      },
      included: [...included, ...(configuration === "" ? [] : [{ ...config, attributes: { type: "" } }]), ...others],
    },
  };
}

async function readSubscription(data: ResourceData, { client }: Context): Promise<void> {
  let found: Document;
  try {
    const query = { include: "tls_authorizations" };
    found = (await client.send("GET", [...SUBSCRIPTIONS, data.id], { query })) as Document;
  } catch (error) {
    if (!isNotFound(error)) throw error;
    data.id = "";
    return;
  }
  const { data: subscription, included = [] } = found;
  const [certificate = ""] = refs(subscription, "tls_certificates");
  const challenges = included.map(({ attributes }) => attributes.challenges as Challenge[]);
  const managed = (wanted: boolean) => challenges.flat().filter(({ type }) => (type === "managed-dns") === wanted);
  const first = challenges[0]?.find(({ type }) => type === "managed-dns");
  if (first !== undefined) {
    data.set("managedDnsChallenge", {
      record_type: first.record_type,
      record_name: first.record_name,
      record_value: first.values[0] ?? "",
    });
  }
  data.set("domains", refs(subscription, "tls_domains"));
  data.set("commonName", refs(subscription, "common_name")[0] ?? "");
  data.set("certificateId", certificate);
  data.set("certificateAuthority", String(subscription.attributes.certificate_authority));
  data.set("configurationId", await configurationOf(subscription, certificate, client));
  data.set("createdAt", seconds(subscription.attributes.created_at));
  data.set("updatedAt", seconds(subscription.attributes.updated_at));
  data.set("state", String(subscription.attributes.state));
  data.set(
    "managedDnsChallenges",
    managed(true).map(({ record_type, record_name, values: [value = ""] }) => ({
      recordType: record_type,
      recordName: record_name,
      recordValue: value,
    })),
  );
  data.set(
    "managedHttpChallenges",
    managed(false).map(({ record_type, record_name, values }) => ({
      recordType: record_type,
      recordName: record_name,
      recordValues: [...values].sort(),
    })),
  );
}

/**
 * The configuration of the certificate's first activated domain. Without a certificate there is no filter, and it is
 * that of the account's first domain, like in the provider.
 */
async function configurationOf(subscription: Item, certificate: string, client: Context["client"]): Promise<string> {
  const [own = ""] = refs(subscription, "tls_configuration");
  const query = {
    ...(certificate === "" ? {} : { "filter[tls_certificates.id]": certificate }),
    include: "tls_activations",
    sort: "tls_activations.created_at",
  };
  const found = (await client.send("GET", ["tls", "domains"], { query })) as Document<Item[]>;
  const [domain] = found.data;
  const [activation] = refs(domain, "tls_activations");
  return (
    refs(
      found.included?.find(({ id }) => id === activation),
      "tls_configuration",
    )[0] ?? own
  );
}

/** Fastly accepts capitals and turns them into small letters. That would be a difference for ever. */
function refuseCapitals({ domains, commonName }: PropertyMap): void {
  const hasCapitals = (text: unknown) => typeof text === "string" && text !== text.toLowerCase();
  if (Array.isArray(domains) && domains.some(hasCapitals)) {
    const list = textsInRequestOrder(domains.map(String)).join(" ");
    throw new Error(`tls subscription 'domains' must not contain uppercase letters: [${list}]`);
  }
  if (hasCapitals(commonName)) {
    throw new Error(`tls subscription 'common_name' must not contain uppercase letters: ${String(commonName)}`);
  }
}

function needCommonName(data: ResourceData): void {
  const [commonName, domains] = [data.string("commonName"), domainsOf(data)];
  if (commonName !== "" && !domains.includes(commonName)) {
    const list = domains.join(" ");
    throw new Error(`domain specified as common_name (${commonName}) must also be in domains ([${list}])`);
  }
}
