import { type ApiRequest, badRequest, noContent, notFound, ok } from "../http";
import { dataOf, idsOf, pageOf } from "../jsonApi";
import { route } from "../router";
import type { ServiceAuthorization } from "../state";
import type { Store } from "../store";

const base = "/service-authorizations";
const pageSize = 20;
const PERMISSIONS = ["full", "read_only", "purge_select", "purge_all"];

/** The rights of a user with limited services on one of these services. */
export const serviceAuthorizationRoutes = [
  route("GET", base, (request, store) => {
    const { links, ...page } = pageOf(request, store.state.serviceAuthorizations, pageSize, view);
    const { last, next, prev } = links;
    return ok({ ...page, links: { ...(prev !== null && { prev }), ...(next !== null && { next }), last } });
  }),
  route("POST", base, ({ fields }, store) => {
    const { attributes, relationships } = dataOf(fields);
    const [service = ""] = idsOf(relationships.service);
    const [user = ""] = idsOf(relationships.user);
    store.service({ service });
    const made: ServiceAuthorization = {
      id: store.newId("service-authorization"),
      service,
      user,
      permission: permission(attributes.permission ?? "full"),
      ...store.stamps(),
    };
    store.state.serviceAuthorizations.push(made);
    return ok({ data: view(made) });
  }),
  route("GET", `${base}/:authorization`, (request, store) => ok({ data: view(find(request, store)) })),
  route("PATCH", `${base}/:authorization`, (request, store) => {
    const found = find(request, store);
    found.permission = permission(dataOf(request.fields).attributes.permission);
    found.updated_at = store.now();
    return ok({ data: view(found) });
  }),
  route("DELETE", `${base}/:authorization`, (request, store) => {
    const all = store.state.serviceAuthorizations;
    all.splice(all.indexOf(find(request, store)), 1);
    return noContent();
  }),
];

function permission(value: unknown): string {
  if (!PERMISSIONS.includes(String(value))) {
    throw badRequest(`Invalid value for permission: ${value}`);
  }
  return String(value);
}

function find({ params }: ApiRequest, store: Store): ServiceAuthorization {
  const found = store.state.serviceAuthorizations.find(({ id }) => id === params.authorization);
  if (found === undefined) {
    throw notFound(`Cannot find serviceauthorization '${params.authorization}'`);
  }
  return found;
}

function view({ id, service, user, permission, created_at, updated_at }: ServiceAuthorization) {
  return {
    id,
    type: "service_authorization",
    attributes: { created_at, updated_at, deleted_at: null, permission },
    relationships: {
      service: { data: { id: service, type: "service" } },
      user: { data: { id: user, type: "user" } },
    },
  };
}
