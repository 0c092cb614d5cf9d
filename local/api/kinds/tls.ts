import type { ApiRequest, Fields } from "../http";
import { ApiError, noContent, ok } from "../http";
import { route } from "../router";
import type { TlsActivation, TlsSubscription } from "../state";
import type { Store } from "../store";
import { advance, CONFIGURATION, challengesOf, isActive } from "../tls";

const base = "/tls/subscriptions";

/** Certificates that Fastly has issued by an authority, and renews. Bodies are JSON:API. */
export const tlsRoutes = [
  route("GET", base, ({ query }, store) => {
    const domain = query.get("filter[tls_domains.id]");
    const state = query.get("filter[state]");
    const found = store.state.tls.subscriptions
      .map((subscription) => advance(subscription, store))
      .filter(({ domains }) => domain === null || domains.includes(domain))
      .filter((subscription) => state === null || subscription.state === state);
    return ok({
      ...document(
        found.map(subscriptionView),
        found.flatMap((each) => includedIn(each, query, store)),
      ),
      meta: { record_count: found.length, current_page: 1, per_page: 100, total_pages: 1 },
    });
  }),
  route("POST", base, ({ fields, query }, store) => {
    const { attributes, relationships } = dataOf(fields);
    const domains = idsOf(relationships.tls_domain ?? relationships.tls_domains);
    const authority = String(attributes.certificate_authority ?? "");
    if (domains.length === 0) throw invalid("tls_domains can't be blank");
    if (!AUTHORITIES.includes(authority)) throw invalid("certificate_authority is not included in the list");
    const [commonName = domains[0]] = idsOf(relationships.common_name);
    const subscription: TlsSubscription = {
      id: store.newId("tls-subscription"),
      state: "pending",
      certificate_authority: authority,
      domains: domains.map((domain) => domain.toLowerCase()),
      common_name: String(commonName),
      configuration: idsOf(relationships.tls_configuration)[0] ?? CONFIGURATION.id,
      certificate: null,
      not_after: null,
      ...store.stamps(),
    };
    store.state.tls.subscriptions.push(subscription);
    return { status: 201, body: document(subscriptionView(subscription), includedIn(subscription, query, store)) };
  }),
  route("GET", `${base}/:subscription`, (request, store) => {
    const subscription = advance(find(request, store), store);
    return ok(document(subscriptionView(subscription), includedIn(subscription, request.query, store)));
  }),
  route("PATCH", `${base}/:subscription`, (request, store) => {
    const subscription = find(request, store);
    const { relationships } = dataOf(request.fields);
    const domains = idsOf(relationships.tls_domain ?? relationships.tls_domains);
    const gone = subscription.domains.filter((domain) => !domains.includes(domain));
    if (domains.length > 0) {
      if (request.query.get("force") !== "true" && gone.some((domain) => isActive(domain, store))) {
        throw invalid("Domains with active TLS cannot be removed without force");
      }
      subscription.domains = domains;
      store.state.tls.activations = store.state.tls.activations.filter(({ domain }) => !gone.includes(domain));
    }
    subscription.common_name = idsOf(relationships.common_name)[0] ?? subscription.common_name;
    subscription.configuration = idsOf(relationships.tls_configuration)[0] ?? subscription.configuration;
    subscription.updated_at = store.now();
    return ok(document(subscriptionView(subscription), includedIn(subscription, request.query, store)));
  }),
  route("DELETE", `${base}/:subscription`, (request, store) => {
    const subscription = find(request, store);
    const active = subscription.domains.some((domain) => isActive(domain, store));
    if (active && request.query.get("force") !== "true") {
      throw invalid("Subscription has domains with active TLS: disable TLS for them first, or use force");
    }
    const { tls } = store.state;
    tls.subscriptions.splice(tls.subscriptions.indexOf(subscription), 1);
    // TLS is disabled for its domains. Another subscription enables it again when it is looked at.
    tls.activations = tls.activations.filter(({ domain }) => !subscription.domains.includes(domain));
    return noContent();
  }),
  route("GET", "/tls/domains", ({ query }, store) => {
    const certificate = query.get("filter[tls_certificates.id]");
    const activations = store.state.tls.activations.filter(
      (each) => certificate === null || each.certificate === certificate,
    );
    const domains = [...new Set(activations.map(({ domain }) => domain))];
    const data = domains.map((domain) => ({
      id: domain,
      type: "tls_domain",
      attributes: { type: "tls_domain" },
      relationships: {
        tls_activations: {
          data: activations.filter((each) => each.domain === domain).map(({ id }) => ({ id, type: "tls_activation" })),
        },
      },
    }));
    return ok(document(data, query.get("include") === null ? [] : activations.map(activationView)));
  }),
  route("GET", "/tls/activations", ({ query }, store) => {
    // Fastly issues without being asked. Where reads are counted, this is none of a subscription.
    if (store.issueAfterReads === undefined) {
      for (const subscription of store.state.tls.subscriptions) advance(subscription, store);
    }
    const is = (filter: string, id: string) => (query.get(`filter[${filter}.id]`) ?? id) === id;
    const found = store.state.tls.activations.filter(
      ({ certificate, domain, configuration }) =>
        is("tls_domain", domain) && is("tls_certificate", certificate) && is("tls_configuration", configuration),
    );
    return ok(document(found.map(activationView)));
  }),
  // The account has no Platform TLS.
  route("GET", "/tls/bulk/certificates", () => ok(document([]))),
  route("GET", "/tls/activations/:activation", (request, store) =>
    ok(document(activationView(activation(request, store)))),
  ),
  route("POST", "/tls/activations", ({ fields }, store) => {
    const { relationships } = dataOf(fields);
    const [domain = ""] = idsOf(relationships.tls_domain);
    const [certificate = ""] = idsOf(relationships.tls_certificate);
    if (store.state.tls.activations.some((each) => each.domain === domain)) {
      throw invalid(`TLS is already enabled for ${domain}`);
    }
    const made: TlsActivation = {
      id: store.newId("tls-activation"),
      certificate,
      domain,
      configuration: idsOf(relationships.tls_configuration)[0] ?? CONFIGURATION.id,
      created_at: store.now(),
    };
    store.state.tls.activations.push(made);
    return { status: 201, body: document(activationView(made)) };
  }),
  route("DELETE", "/tls/activations/:activation", (request, store) => {
    const { tls } = store.state;
    tls.activations.splice(tls.activations.indexOf(activation(request, store)), 1);
    return noContent();
  }),
  route("GET", "/tls/configurations", ({ query }) => {
    const page = Number(query.get("page[number]") ?? 1);
    return ok(document(page > 1 ? [] : [CONFIGURATION.view], page > 1 ? [] : CONFIGURATION.records));
  }),
  route("GET", "/tls/configurations/:configuration", () => ok(document(CONFIGURATION.view, CONFIGURATION.records))),
  // What the local Fastly's own DNS answers: the component asks it in place of the DNS of the world.
  route("GET", "/local/dns", ({ query }, store) =>
    ok({ records: store.state.dns.filter(({ name }) => name === query.get("name")) }),
  ),
];

const AUTHORITIES = ["certainly", "lets-encrypt", "globalsign"];

type Relationships = Record<string, { data?: unknown } | undefined>;

function dataOf(fields: Fields): { attributes: Fields; relationships: Relationships } {
  const data = (fields.data ?? {}) as { attributes?: Fields; relationships?: Relationships };
  return { attributes: data.attributes ?? {}, relationships: data.relationships ?? {} };
}

function idsOf(relationship: { data?: unknown } | undefined): string[] {
  return [relationship?.data ?? []].flat().flatMap((each) => {
    const { id } = (each ?? {}) as { id?: unknown };
    return typeof id === "string" && id !== "" ? [id] : [];
  });
}

function document(data: unknown, included: unknown[] = []) {
  return included.length === 0 ? { data } : { data, included };
}

function invalid(detail: string): ApiError {
  return new ApiError(400, { errors: [{ title: "Invalid request", detail }] });
}

function find({ params }: ApiRequest, store: Store): TlsSubscription {
  const found = store.state.tls.subscriptions.find(({ id }) => id === params.subscription);
  if (found === undefined) throw absent();
  return found;
}

function activation({ params }: ApiRequest, store: Store): TlsActivation {
  const found = store.state.tls.activations.find(({ id }) => id === params.activation);
  if (found === undefined) throw absent();
  return found;
}

function absent(): ApiError {
  return new ApiError(404, { errors: [{ title: "Not found", detail: "The record was not found" }] });
}

function subscriptionView(subscription: TlsSubscription) {
  const { id, state, certificate_authority, domains, common_name, configuration, certificate } = subscription;
  const refs = (type: string, ids: string[]) => ({ data: ids.map((each) => ({ id: each, type })) });
  return {
    id,
    type: "tls_subscription",
    attributes: {
      certificate_authority,
      created_at: millis(subscription.created_at),
      state,
      has_active_order: state !== "issued",
      updated_at: millis(subscription.updated_at),
    },
    relationships: {
      tls_authorizations: refs(
        "tls_authorization",
        domains.map((domain) => authorizationId(id, domain)),
      ),
      tls_certificates: refs("tls_certificate", certificate === null ? [] : [certificate]),
      tls_domains: refs("tls_domain", domains),
      common_name: { data: { id: common_name, type: "tls_domain" } },
      tls_configuration: { data: { id: configuration, type: "tls_configuration" } },
    },
  };
}

function includedIn(subscription: TlsSubscription, query: URLSearchParams, store: Store): unknown[] {
  const wanted = (query.get("include") ?? "").split(",");
  const { id, certificate, not_after } = subscription;
  return [
    ...(wanted.includes("tls_authorizations")
      ? subscription.domains.map((domain) => ({
          id: authorizationId(id, domain),
          type: "tls_authorization",
          attributes: {
            challenges: challengesOf(domain),
            created_at: millis(subscription.created_at),
            state: isActive(domain, store) ? "passing" : "pending",
            updated_at: millis(subscription.updated_at),
          },
        }))
      : []),
    ...(wanted.includes("tls_certificates") && certificate !== null
      ? [{ id: certificate, type: "tls_certificate", attributes: { not_after: not_after && millis(not_after) } }]
      : []),
  ];
}

function authorizationId(subscription: string, domain: string): string {
  return `${subscription}-${domain}`;
}

function activationView({ id, certificate, domain, configuration, created_at }: TlsActivation) {
  const ref = (type: string, of: string) => ({ data: { id: of, type } });
  return {
    id,
    type: "tls_activation",
    attributes: { created_at: millis(created_at) },
    relationships: {
      tls_certificate: ref("tls_certificate", certificate),
      tls_configuration: ref("tls_configuration", configuration),
      tls_domain: ref("tls_domain", domain),
    },
  };
}

function millis(time: string): string {
  return time.replace(/Z$/, ".000Z");
}
