import { readCertificate } from "../certificate";
import { type ApiRequest, type Fields, noContent, ok } from "../http";
import { absent, dataOf, document, invalid, millis, pageOf } from "../jsonApi";
import { route } from "../router";
import type { TlsMutualAuthentication } from "../state";
import type { Store } from "../store";

const base = "/tls/mutual_authentications";

/** The certificates by which clients identify themselves. An activation requires them. */
export const tlsMutualAuthenticationRoutes = [
  route("GET", base, (request, store) =>
    ok(pageOf(request, store.state.tls.mutualAuthentications, 100, (each) => view(each, store))),
  ),
  route("POST", base, ({ fields }, store) => {
    const { attributes } = dataOf(fields);
    const id = store.newId("tls-mutual-authentication");
    const made = { id, name: id, enforced: false, ...settings(attributes), ...store.stamps() };
    store.state.tls.mutualAuthentications.push(made);
    return { status: 201, body: document(view(made, store)) };
  }),
  route("GET", `${base}/:authentication`, (request, store) => ok(document(view(find(request, store), store)))),
  route("PATCH", `${base}/:authentication`, (request, store) => {
    const authentication = find(request, store);
    Object.assign(authentication, settings(dataOf(request.fields).attributes), { updated_at: store.now() });
    return ok(document(view(authentication, store)));
  }),
  route("DELETE", `${base}/:authentication`, (request, store) => {
    const authentication = find(request, store);
    const { activations, mutualAuthentications } = store.state.tls;
    if (activations.some((each) => each.mutual_authentication === authentication.id)) {
      throw invalid("A mutual authentication with active domains cannot be deleted");
    }
    mutualAuthentications.splice(mutualAuthentications.indexOf(authentication), 1);
    return noContent();
  }),
];

function settings(attributes: Fields): { name?: string; enforced?: boolean } {
  if (attributes.cert_bundle !== undefined && readCertificate(String(attributes.cert_bundle)) === undefined) {
    throw invalid("cert_bundle must be PEM-formatted certificates");
  }
  return {
    ...(attributes.name !== undefined && { name: String(attributes.name) }),
    ...(attributes.enforced !== undefined && { enforced: attributes.enforced === true }),
  };
}

function find({ params }: ApiRequest, store: Store): TlsMutualAuthentication {
  const found = store.state.tls.mutualAuthentications.find(({ id }) => id === params.authentication);
  if (found === undefined) throw absent("mutual authentication");
  return found;
}

function view({ id, name, enforced, created_at, updated_at }: TlsMutualAuthentication, { state }: Store) {
  const active = state.tls.activations.filter((each) => each.mutual_authentication === id);
  return {
    id,
    type: "mutual_authentication",
    attributes: { created_at: millis(created_at), enforced, name, updated_at: millis(updated_at) },
    relationships: { tls_activations: { data: active.map((each) => ({ id: each.id, type: "tls_activation" })) } },
  };
}
