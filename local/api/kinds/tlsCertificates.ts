import { wildcardOf } from "pulumi-fastly-compute/internal";
import { type CertificateFacts, readCertificate } from "../certificate";
import { ApiError, noContent, ok } from "../http";
import { absent, dataOf, document, millis, pageOf } from "../jsonApi";
import { route } from "../router";
import type { TlsCertificate } from "../state";
import type { Store } from "../store";

const base = "/tls/certificates";

/** Users' own certificates. For each domain an activation enables TLS with one. */
export const tlsCertificateRoutes = [
  route("GET", base, (request, store) => {
    const { query } = request;
    const domain = query.get("filter[tls_domains.id]");
    const unusedOnly = query.get("filter[in_use]") === "false";
    const found = store.state.tls.certificates.filter(
      ({ id, domains }) => (domain === null || domains.includes(domain)) && !(unusedOnly && isUsed(id, store)),
    );
    return ok(pageOf(request, found, 20, (each) => certificateView(each)));
  }),
  route("POST", base, ({ fields }, store) => {
    const { attributes } = dataOf(fields);
    const facts = uploaded(attributes.cert_blob, store, "create");
    const name = String(attributes.name ?? (facts.issued_to || facts.domains[0]));
    const certificate = { id: store.newId("tls-certificate"), name, ...facts, ...store.stamps() };
    store.state.tls.certificates.push(certificate);
    return { status: 201, body: document(certificateView(certificate)) };
  }),
  route("GET", `${base}/:certificate`, ({ params }, store) =>
    ok(document(certificateView(find(params.certificate, store)))),
  ),
  route("PATCH", `${base}/:certificate`, ({ params, fields }, store) => {
    const certificate = find(params.certificate, store);
    const { attributes } = dataOf(fields);
    const facts = uploaded(attributes.cert_blob, store, "update");
    const before = certificate.domains;
    const name = String(attributes.name ?? certificate.name);
    Object.assign(certificate, facts, { name }, store.stamps());
    // TLS is disabled for a domain that the new certificate does not have.
    const { tls } = store.state;
    tls.activations = tls.activations.filter(
      (each) => each.certificate !== certificate.id || certifies(certificate, each.domain),
    );
    // The recorded answer has the domains from before the update.
    return ok(document(certificateView(certificate, before)));
  }),
  route("DELETE", `${base}/:certificate`, ({ params }, store) => {
    const certificate = find(params.certificate, store);
    const { tls } = store.state;
    tls.certificates.splice(tls.certificates.indexOf(certificate), 1);
    // This disables TLS for its domains.
    tls.activations = tls.activations.filter((each) => each.certificate !== certificate.id);
    return noContent();
  }),
];

/** Whether a certificate covers a domain, by its name or by a wildcard for one label. */
export function certifies({ domains }: { domains: readonly string[] }, domain: string): boolean {
  return [domain, wildcardOf(domain)].some((name) => domains.includes(name));
}

/** The contents of an upload. Its private key must be uploaded before. */
export function uploaded(pem: unknown, store: Store, action: "create" | "update"): CertificateFacts {
  const refused = (detail: string) => new ApiError(400, { errors: [{ title: `Can't ${action} certificate`, detail }] });
  const facts = readCertificate(String(pem ?? ""));
  if (facts === undefined) throw refused("cert_blob must be a PEM-formatted certificate");
  if (facts.domains.length === 0) throw refused("need at least one DNS name, got none");
  if (!store.state.tls.privateKeys.some((key) => key.public_key_sha1 === facts.public_key_sha1)) {
    throw refused("the private key of the certificate has not been uploaded");
  }
  return facts;
}

function isUsed(id: string, { state }: Store): boolean {
  return state.tls.activations.some(({ certificate }) => certificate === id);
}

function find(id: string | undefined, store: Store): TlsCertificate {
  const found = store.state.tls.certificates.find((certificate) => certificate.id === id);
  if (found === undefined) throw absent("certificate");
  return found;
}

export function certificateView(certificate: TlsCertificate, domains = certificate.domains) {
  const { id, name, issued_to, issuer, not_after, not_before, serial_number, signature_algorithm } = certificate;
  return {
    id,
    type: "tls_certificate",
    attributes: {
      created_at: millis(certificate.created_at),
      issued_to,
      issuer,
      name,
      not_after,
      not_before,
      replace: false,
      serial_number,
      signature_algorithm,
      updated_at: millis(certificate.updated_at),
    },
    relationships: { tls_domains: { data: domains.map((domain) => ({ id: domain, type: "tls_domain" })) } },
  };
}
