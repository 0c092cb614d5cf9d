import { endsAtTrustedRoot } from "../certificate";
import { type Fields, noContent, ok } from "../http";
import { absent, dataOf, document, idsOf, invalid, millis, pageOf } from "../jsonApi";
import { route } from "../router";
import type { TlsBulkCertificate } from "../state";
import type { Store } from "../store";
import { uploaded } from "./tlsCertificates";

const base = "/tls/bulk/certificates";

/** Certificates of Platform TLS: they serve all of their domains without an activation. */
export const tlsBulkCertificateRoutes = [
  route("GET", base, (request, store) => {
    const domain = request.query.get("filter[tls_domain.id]");
    const found = store.state.tls.bulkCertificates.filter(({ domains }) => domain === null || domains.includes(domain));
    return ok(pageOf(request, found, 20, view));
  }),
  route("POST", base, ({ fields }, store) => {
    const { attributes, relationships } = dataOf(fields);
    const [configuration] = idsOf(relationships.tls_configurations);
    if (configuration === undefined) throw invalid("tls_configurations can't be blank");
    const facts = uploadedWithChain(attributes, store, "create");
    const certificate = { id: store.newId("tls-bulk-certificate"), configuration, ...facts, ...store.stamps() };
    store.state.tls.bulkCertificates.push(certificate);
    return { status: 201, body: document(view(certificate)) };
  }),
  route("GET", `${base}/:certificate`, ({ params }, store) => ok(document(view(find(params.certificate, store))))),
  route("PATCH", `${base}/:certificate`, ({ params, fields }, store) => {
    const certificate = find(params.certificate, store);
    const facts = uploadedWithChain(dataOf(fields).attributes, store, "update");
    Object.assign(certificate, facts, { updated_at: store.now() });
    return ok(document(view(certificate)));
  }),
  route("DELETE", `${base}/:certificate`, ({ params }, store) => {
    const { bulkCertificates } = store.state.tls;
    bulkCertificates.splice(bulkCertificates.indexOf(find(params.certificate, store)), 1);
    return noContent();
  }),
];

function uploadedWithChain(attributes: Fields, store: Store, action: "create" | "update") {
  const { domains, not_after, not_before, public_key_sha1 } = uploaded(attributes.cert_blob, store, action);
  if (attributes.allow_untrusted_root !== true && !endsAtTrustedRoot(String(attributes.intermediates_blob ?? ""))) {
    throw invalid("intermediates_blob does not lead to a trusted root");
  }
  return { domains, not_after, not_before, public_key_sha1 };
}

function find(id: string | undefined, store: Store): TlsBulkCertificate {
  const found = store.state.tls.bulkCertificates.find((certificate) => certificate.id === id);
  if (found === undefined) throw absent("certificate");
  return found;
}

function view({ id, configuration, domains, not_after, not_before, created_at, updated_at }: TlsBulkCertificate) {
  return {
    id,
    type: "tls_bulk_certificate",
    attributes: {
      not_after,
      not_before,
      created_at: millis(created_at),
      updated_at: millis(updated_at),
      replace: false,
    },
    relationships: {
      tls_configurations: { data: [{ id: configuration, type: "tls_configuration" }] },
      tls_domains: { data: domains.map((domain) => ({ id: domain, type: "tls_domain" })) },
    },
  };
}
