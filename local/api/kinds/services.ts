import { requiredText, text } from "../fields";
import { badRequest, duplicate, notFound, ok, statusOk } from "../http";
import { paged } from "../pages";
import { route } from "../router";
import type { Service } from "../state";
import type { Store } from "../store";
import { activeVersion, emptyVersion } from "../store";
import { serviceListView, serviceView } from "../views";
import { dropUnusedPackages } from "./packages";

/** As documented for the list of services. */
const PAGE_SIZE = 20;

export const serviceRoutes = [
  route("POST", "/service", ({ fields }, store) => {
    const type = fields.type ?? "vcl";
    if (type !== "wasm" && type !== "vcl") {
      throw badRequest(`Type '${String(type)}' is not a service type`);
    }
    const stamps = store.stamps();
    const service: Service = {
      id: store.newId("service"),
      name: freeName(requiredText(fields, "name"), store),
      type,
      comment: text().read(fields.comment, "comment"),
      ...stamps,
      deleted_at: null,
      versions: [emptyVersion(1, stamps)],
      dictionaryItems: {},
      products: {},
    };
    store.state.services.push(service);
    return ok(serviceView(service));
  }),
  route("GET", "/service", (request, store) => {
    const services = store.state.services.filter((s) => s.deleted_at === null).map(serviceListView);
    return paged(request, request.query.get("direction") === "descend" ? services.reverse() : services, PAGE_SIZE);
  }),
  route("GET", "/service/search", ({ query }, store) => {
    const name = query.get("name") ?? "";
    const service = store.state.services.find((s) => s.deleted_at === null && s.name === name);
    if (service === undefined) {
      throw notFound(`Couldn't find service by name '${name}'`);
    }
    const { publish_key: _, paused: _p, ...view } = serviceView(service);
    return ok(view);
  }),
  route("GET", "/service/:service", ({ params }, store) => ok(serviceView(store.service(params)))),
  route("PUT", "/service/:service", ({ params, fields }, store) => {
    const service = store.service(params);
    const name = "name" in fields ? freeName(requiredText(fields, "name"), store, service) : service.name;
    const comment = "comment" in fields ? text().read(fields.comment, "comment") : service.comment;
    Object.assign(service, { name, comment, updated_at: store.now() });
    return ok(serviceView(service));
  }),
  route("DELETE", "/service/:service", ({ params }, store) => {
    if (store.state.services.some((s) => s.id === params.service && s.deleted_at !== null)) {
      throw badRequest(`Service '${params.service}' is deleted`);
    }
    const service = store.service(params);
    if (activeVersion(service) !== undefined) {
      throw badRequest("Cannot delete service with active version");
    }
    const now = store.now();
    Object.assign(service, { deleted_at: now, updated_at: now, versions: [], dictionaryItems: {}, products: {} });
    dropUnusedPackages(store);
    return statusOk();
  }),
];

function freeName(name: string, store: Store, self?: Service): string {
  if (store.state.services.some((s) => s !== self && s.deleted_at === null && s.name === name)) {
    throw duplicate("service", name);
  }
  return name;
}
