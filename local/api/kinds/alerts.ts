import { ApiError, type ApiRequest, type Fields, noContent, ok } from "../http";
import { cursorPage } from "../pages";
import { route } from "../router";
import type { Alert } from "../state";
import type { Store } from "../store";

const base = "/alerts/definitions";
const pageSize = 100;

/** Definitions of alerts. No alert fires here, so there is no history. */
export const alertRoutes = [
  route("GET", base, (request, store) => {
    const { query } = request;
    const found = store.state.alerts.filter(
      (alert) =>
        [alert.name, ""].includes(query.get("name") ?? "") &&
        [alert.service_id, ""].includes(query.get("service_id") ?? ""),
    );
    return ok(listed(request, found, "name"));
  }),
  route("POST", base, ({ fields }, store) => {
    const { service_id = "", source } = fields;
    const alert: Alert = {
      id: store.newId("alert"),
      service_id: String(service_id),
      source: text("source", source),
      ...settings(fields),
      ...store.stamps(),
    };
    store.state.alerts.push(alert);
    return { status: 201, body: view(alert) };
  }),
  route("POST", `${base}/test`, ({ fields }) => {
    settings(fields);
    return { status: 202 };
  }),
  route("GET", `${base}/:alert`, (request, store) => ok(view(find(request, store)))),
  route("PUT", `${base}/:alert`, (request, store) => {
    const alert = find(request, store);
    Object.assign(alert, settings(request.fields), { updated_at: store.now() });
    return ok(view(alert));
  }),
  route("DELETE", `${base}/:alert`, (request, store) => {
    store.state.alerts.splice(store.state.alerts.indexOf(find(request, store)), 1);
    return noContent();
  }),
  route("GET", "/alerts/history", (request) => ok(listed(request, [], "-start"))),
];

function listed(request: ApiRequest, found: Alert[], sort: string) {
  const { data, meta } = cursorPage(request, found.map(view), pageSize);
  return { data, meta: { next_cursor: "", ...meta, sort: request.query.get("sort") ?? sort, total: found.length } };
}

function settings(fields: Fields): Omit<Alert, "id" | "service_id" | "source" | "created_at" | "updated_at"> {
  const { description = "", dimensions = {}, evaluation_strategy = {}, integration_ids = [] } = fields;
  return {
    name: text("name", fields.name),
    description: String(description),
    dimensions: dimensions as Alert["dimensions"],
    metric: text("metric", fields.metric),
    evaluation_strategy: evaluation_strategy as Alert["evaluation_strategy"],
    integration_ids: integration_ids as string[],
  };
}

function text(name: string, value: unknown): string {
  if (typeof value !== "string" || value === "") {
    throw refused(400, "bad-request", `${name} is required`);
  }
  return value;
}

function find({ params }: ApiRequest, store: Store): Alert {
  const found = store.state.alerts.find(({ id }) => id === params.alert);
  if (found === undefined) {
    throw refused(404, "not-found", "The content you requested could not be found");
  }
  return found;
}

function refused(status: number, type: string, title: string): ApiError {
  return new ApiError(status, {
    type: `https://fastly.help/alerts/${type}`,
    title,
    status,
    errors: null,
    detail: "",
  });
}

function view(alert: Alert) {
  const { id, service_id, name, description, dimensions, metric, source, created_at, updated_at } = alert;
  const { evaluation_strategy, integration_ids } = alert;
  const settings = { name, description, dimensions, metric, source, evaluation_strategy, integration_ids };
  return { id, object: "definition", service_id, ...settings, updated_at, created_at };
}
