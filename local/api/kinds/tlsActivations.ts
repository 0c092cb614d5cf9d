import { type ApiRequest, noContent, ok } from "../http";
import { absent, dataOf, document, idsOf, invalid, millis, pageOf } from "../jsonApi";
import { route } from "../router";
import type { TlsActivation, TlsSubscription } from "../state";
import type { Store } from "../store";
import { advance, CONFIGURATION } from "../tls";
import { certificateView, certifies } from "./tlsCertificates";

/** A domain of a certificate, with or without TLS. */
interface TlsDomain {
  name: string;
  activations: TlsActivation[];
  subscriptions: TlsSubscription[];
  /** Ids of certificates. */
  certificates: string[];
}

/** Which domains are served with which certificate, and how. */
export const tlsActivationRoutes = [
  route("GET", "/tls/domains", (request, store) => {
    const certificate = request.query.get("filter[tls_certificates.id]");
    const { subscriptions, activations, certificates: brought } = store.state.tls;
    const all: TlsDomain[] = [
      // Domains with TLS come first: the provider reads the certificate of the first one.
      ...new Set([
        ...activations.map(({ domain }) => domain),
        ...[...subscriptions, ...brought].flatMap(({ domains }) => domains),
      ]),
    ].map((name) => {
      const of = subscriptions.filter(({ domains }) => domains.includes(name));
      const active = activations.filter(({ domain }) => domain === name);
      const own = brought.filter(({ domains }) => domains.includes(name)).map(({ id }) => id);
      const certificates = [...[...active, ...of].flatMap((each) => each.certificate ?? []), ...own];
      return { name, activations: active, subscriptions: of, certificates: [...new Set(certificates)] };
    });
    const found = all.filter(({ certificates }) => certificate === null || certificates.includes(certificate));
    const isIncluded = (request.query.get("include") ?? "").split(",").includes("tls_activations");
    const included = (page: readonly TlsDomain[]) =>
      isIncluded ? page.flatMap((domain) => domain.activations.map(activationView)) : [];
    return ok(pageOf(request, found, 20, domainView, included));
  }),
  route("GET", "/tls/activations", (request, store) => {
    // Fastly issues certificates by itself. Where tests count reads, this read does not count for a subscription.
    if (store.issueAfterReads === undefined) {
      for (const subscription of store.state.tls.subscriptions) advance(subscription, store);
    }
    const is = (filter: string, id: string) => (request.query.get(`filter[${filter}.id]`) ?? id) === id;
    const found = store.state.tls.activations.filter(
      ({ certificate, domain, configuration }) =>
        is("tls_domain", domain) && is("tls_certificate", certificate) && is("tls_configuration", configuration),
    );
    const isIncluded = (request.query.get("include") ?? "").split(",").includes("tls_certificate");
    const included = (page: readonly TlsActivation[]) =>
      isIncluded ? [...new Set(page.map(({ certificate }) => certificate))].flatMap((id) => shown(id, store)) : [];
    return ok(pageOf(request, found, 20, activationView, included));
  }),
  route("GET", "/tls/activations/:activation", (request, store) =>
    ok(document(activationView(activation(request, store)))),
  ),
  route("POST", "/tls/activations", ({ fields }, store) => {
    const { relationships } = dataOf(fields);
    const [domain = ""] = idsOf(relationships.tls_domain);
    const [certificate = ""] = idsOf(relationships.tls_certificate);
    refuseUnfit(certificate, domain, store);
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
  route("PATCH", "/tls/activations/:activation", (request, store) => {
    const active = activation(request, store);
    const { relationships } = dataOf(request.fields);
    const [certificate] = idsOf(relationships.tls_certificate);
    if (certificate !== undefined) {
      refuseUnfit(certificate, active.domain, store);
      active.certificate = certificate;
    }
    // A relationship without an id removes it. No relationship leaves it unchanged.
    if (relationships.mutual_authentication?.data) {
      const [id] = idsOf(relationships.mutual_authentication);
      if (id !== undefined && !store.state.tls.mutualAuthentications.some((each) => each.id === id)) {
        throw absent("mutual authentication");
      }
      active.mutual_authentication = id;
    }
    return ok(document(activationView(active)));
  }),
  route("DELETE", "/tls/activations/:activation", (request, store) => {
    const { tls } = store.state;
    tls.activations.splice(tls.activations.indexOf(activation(request, store)), 1);
    return noContent();
  }),
  // The answers of the local Fastly's DNS. The component asks it instead of the public DNS.
  route("GET", "/local/dns", ({ query }, store) =>
    ok({ records: store.state.dns.filter(({ name }) => name === query.get("name")) }),
  ),
];

/** A certificate, in a list, as answers include it. */
function shown(id: string, { state: { tls } }: Store): unknown[] {
  const brought = tls.certificates.find((each) => each.id === id);
  if (brought !== undefined) return [certificateView(brought)];
  const ends = tls.subscriptions.find(({ certificate }) => certificate === id)?.not_after;
  return ends ? [{ id, type: "tls_certificate", attributes: { not_after: millis(ends) } }] : [];
}

function activation({ params }: ApiRequest, store: Store): TlsActivation {
  const found = store.state.tls.activations.find(({ id }) => id === params.activation);
  if (found === undefined) throw absent("activation");
  return found;
}

/** The account's certificate, its own or a subscription's, must cover the domain. */
function refuseUnfit(certificate: string, domain: string, { state: { tls } }: Store): void {
  const found = [
    ...tls.certificates,
    ...tls.subscriptions.map(({ certificate: id, domains }) => ({ id, domains })),
  ].find(({ id }) => id === certificate);
  if (found === undefined) throw absent("certificate");
  if (!certifies(found, domain)) throw invalid(`The certificate does not have the domain ${domain}`);
}

function domainView({ name, activations, subscriptions, certificates }: TlsDomain) {
  const refs = (type: string, ids: readonly string[]) => ({ data: ids.map((id) => ({ id, type })) });
  return {
    id: name,
    type: "tls_domain",
    relationships: {
      tls_activations: refs(
        "tls_activation",
        activations.map(({ id }) => id),
      ),
      tls_certificates: refs("tls_certificate", certificates),
      tls_subscriptions: refs(
        "tls_subscription",
        subscriptions.map(({ id }) => id),
      ),
    },
  };
}

function activationView(activation: TlsActivation) {
  const { id, certificate, domain, configuration, mutual_authentication, created_at } = activation;
  const ref = (type: string, of: string) => ({ data: { id: of, type } });
  return {
    id,
    type: "tls_activation",
    attributes: { created_at: millis(created_at) },
    relationships: {
      tls_certificate: ref("tls_certificate", certificate),
      tls_configuration: ref("tls_configuration", configuration),
      tls_domain: ref("tls_domain", domain),
      ...(mutual_authentication !== undefined && {
        mutual_authentication: ref("mutual_authentication", mutual_authentication),
      }),
    },
  };
}
