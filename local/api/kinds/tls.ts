import { type ApiRequest, noContent, ok } from "../http";
import { absent, dataOf, document, idsOf, invalid, millis, pageOf } from "../jsonApi";
import { route } from "../router";
import type { TlsSubscription } from "../state";
import type { Store } from "../store";
import { advance, CONFIGURATION, challengesOf, isActive, isAuthorized } from "../tls";

const base = "/tls/subscriptions";

/** Certificates that Fastly gets from an authority, and renews. Bodies are JSON:API. */
export const tlsRoutes = [
  route("GET", base, (request, store) => {
    const { query } = request;
    const domain = query.get("filter[tls_domains.id]");
    const state = query.get("filter[state]");
    const found = store.state.tls.subscriptions
      .map((subscription) => advance(subscription, store))
      .filter(({ domains }) => domain === null || domains.includes(domain))
      .filter((subscription) => state === null || subscription.state === state);
    const included = (page: readonly TlsSubscription[]) =>
      page.flatMap((each) => includedIn(each, includeOf(request), store));
    return ok(pageOf(request, found, 100, subscriptionView, included));
  }),
  route("POST", base, ({ fields }, store) => {
    const { attributes, relationships } = dataOf(fields);
    const domains = idsOf(relationships.tls_domain ?? relationships.tls_domains);
    const authority = String(attributes.certificate_authority || AUTHORITIES[0]);
    if (domains.length === 0) throw invalid("tls_domains can't be blank");
    if (!AUTHORITIES.includes(authority)) throw invalid("certificate_authority is not included in the list");
    const [commonName = domains[0]] = idsOf(relationships.common_name);
    refuseOtherCommonName(commonName, domains);
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
    return { status: 201, body: document(subscriptionView(subscription), includedIn(subscription, CHANGED, store)) };
  }),
  route("GET", `${base}/:subscription`, (request, store) => {
    const subscription = advance(find(request, store), store);
    return ok(document(subscriptionView(subscription), includedIn(subscription, includeOf(request), store)));
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
    // When the common name's domain is removed, the first domain takes its place.
    const [commonName] = idsOf(relationships.common_name);
    refuseOtherCommonName(commonName, subscription.domains);
    const kept = subscription.domains.includes(subscription.common_name) ? subscription.common_name : undefined;
    subscription.common_name = commonName ?? kept ?? subscription.domains[0] ?? subscription.common_name;
    subscription.configuration = idsOf(relationships.tls_configuration)[0] ?? subscription.configuration;
    subscription.updated_at = store.now();
    return ok(document(subscriptionView(subscription), includedIn(subscription, CHANGED, store)));
  }),
  route("DELETE", `${base}/:subscription`, (request, store) => {
    const subscription = find(request, store);
    const active = subscription.domains.some((domain) => isActive(domain, store));
    if (active && request.query.get("force") !== "true") {
      throw invalid("Subscription has domains with active TLS: disable TLS for them first, or use force");
    }
    const { tls } = store.state;
    tls.subscriptions.splice(tls.subscriptions.indexOf(subscription), 1);
    // This disables TLS for its domains. The next read of another subscription enables it again.
    tls.activations = tls.activations.filter(({ domain }) => !subscription.domains.includes(domain));
    return noContent();
  }),
];

/** What an answer to a change always includes, even unasked. */
const CHANGED = ["tls_authorizations"];

function includeOf({ query }: ApiRequest): string[] {
  return (query.get("include") ?? "").split(",");
}

/** The first authority is the default. */
const AUTHORITIES = ["certainly", "lets-encrypt", "globalsign"];

function find({ params }: ApiRequest, store: Store): TlsSubscription {
  const found = store.state.tls.subscriptions.find(({ id }) => id === params.subscription);
  if (found === undefined) throw absent("subscription");
  return found;
}

/** As documented, the common name must be one of the domains. */
function refuseOtherCommonName(name: string | undefined, domains: readonly string[]): void {
  if (name !== undefined && !domains.some((domain) => domain.toLowerCase() === name.toLowerCase())) {
    throw invalid(`common_name '${name}' is not one of the domains`);
  }
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

function includedIn(subscription: TlsSubscription, wanted: readonly string[], store: Store): unknown[] {
  const { id, certificate, not_after } = subscription;
  return [
    ...(wanted.includes("tls_authorizations")
      ? subscription.domains.map((domain) => ({
          id: authorizationId(id, domain),
          type: "tls_authorization",
          attributes: {
            challenges: challengesOf(domain),
            created_at: millis(subscription.created_at),
            state: isAuthorized(subscription, domain, store) ? "passing" : "pending",
            updated_at: millis(subscription.updated_at),
            warnings: null,
          },
          relationships: {
            tls_domain: { data: { id: domain, type: "tls_domain" } },
            globalsign_email_challenge: { data: null },
            self_managed_http_challenge: { data: null },
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
