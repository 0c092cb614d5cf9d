import { readPrivateKey } from "../certificate";
import { noContent, ok } from "../http";
import { absent, dataOf, document, invalid, millis, pageOf } from "../jsonApi";
import { route } from "../router";
import type { TlsPrivateKey } from "../state";
import type { Store } from "../store";

const base = "/tls/private_keys";

/** The keys of users' own certificates. The state only identifies a key, and never has the key itself. */
export const tlsPrivateKeyRoutes = [
  route("GET", base, (request, store) => {
    const unusedOnly = request.query.get("filter[in_use]") === "false";
    const found = store.state.tls.privateKeys.filter((key) => !(unusedOnly && isUsed(key, store)));
    const { links: _, ...page } = pageOf(request, found, 20, view);
    return ok(page);
  }),
  route("POST", base, ({ fields }, store) => {
    const { attributes } = dataOf(fields);
    const facts = readPrivateKey(String(attributes.key ?? ""));
    if (facts === undefined) throw invalid("key must be a PEM-formatted private key");
    if (facts.key_type !== "RSA") throw invalid("key_type must be RSA");
    const key: TlsPrivateKey = {
      id: store.newId("tls-private-key"),
      name: attributes.name === undefined ? null : String(attributes.name),
      created_at: store.now(),
      ...facts,
    };
    store.state.tls.privateKeys.push(key);
    // This answer has no creation time. The next answer has it.
    const { data } = document(view(key)) as { data: ReturnType<typeof view> };
    return { status: 201, body: { data: { ...data, attributes: { ...data.attributes, created_at: null } } } };
  }),
  route("GET", `${base}/:key`, ({ params }, store) => ok(document(view(find(params.key, store))))),
  route("DELETE", `${base}/:key`, ({ params }, store) => {
    const key = find(params.key, store);
    if (isUsed(key, store)) throw invalid("A private key that is matched to a certificate cannot be deleted");
    store.state.tls.privateKeys.splice(store.state.tls.privateKeys.indexOf(key), 1);
    return noContent();
  }),
];

/** Two uploads of the same key each belong to their own certificates. */
function isUsed({ public_key_sha1 }: TlsPrivateKey, { state: { tls } }: Store): boolean {
  return [...tls.certificates, ...tls.bulkCertificates].some((each) => each.public_key_sha1 === public_key_sha1);
}

function find(id: string | undefined, store: Store): TlsPrivateKey {
  const found = store.state.tls.privateKeys.find((key) => key.id === id);
  if (found === undefined) throw absent("private key");
  return found;
}

function view({ id, name, key_length, key_type, public_key_sha1, created_at }: TlsPrivateKey) {
  return {
    id,
    type: "tls_private_key",
    attributes: { key_length, key_type, name, created_at: millis(created_at), replace: false, public_key_sha1 },
  };
}
