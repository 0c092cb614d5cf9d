import { type ApiRequest, type Fields, noContent, ok, problem } from "../http";
import { cursorPage } from "../pages";
import { route } from "../router";
import type { Dashboard } from "../state";
import type { Store } from "../store";
import { user } from "./users";

const base = "/observability/dashboards";
const pageSize = 100;

/** Custom dashboards. */
export const dashboardRoutes = [
  route("GET", base, (request, store) => {
    const { dashboards } = store.state;
    const { data, meta } = cursorPage(request, dashboards.map(view), pageSize);
    return ok({ data, meta: { next_cursor: "", ...meta, sort: "name", total: dashboards.length } });
  }),
  route("POST", base, ({ fields }, store) => {
    const dashboard: Dashboard = {
      id: store.newId("dashboard"),
      name: "",
      description: "",
      items: [],
      ...store.stamps(),
    };
    Object.assign(dashboard, settings(fields, store));
    if (dashboard.name === "") {
      throw problem(400, "Bad Request", "name is required");
    }
    store.state.dashboards.push(dashboard);
    return { status: 201, body: view(dashboard) };
  }),
  route("GET", `${base}/:dashboard`, (request, store) => ok(view(find(request, store)))),
  route("PATCH", `${base}/:dashboard`, (request, store) => {
    const dashboard = find(request, store);
    Object.assign(dashboard, settings(request.fields, store), { updated_at: store.now() });
    return ok(view(dashboard));
  }),
  route("DELETE", `${base}/:dashboard`, (request, store) => {
    store.state.dashboards.splice(store.state.dashboards.indexOf(find(request, store)), 1);
    return noContent();
  }),
];

/** The settings in a request. An item without an id gets one. */
function settings({ name, description, items }: Fields, store: Store): Partial<Dashboard> {
  return {
    ...(typeof name === "string" && { name }),
    ...(typeof description === "string" && { description }),
    ...(Array.isArray(items) && {
      items: items.map((item) => ({ id: store.newId("dashboard"), span: 4, ...item, ...shown(item) })),
    }),
  };
}

/** In a chart's looks, an empty text counts as not given. */
function shown({ visualization }: { visualization?: { type?: unknown; config?: object } }) {
  const said = Object.entries(visualization?.config ?? {}).filter(([, value]) => value !== "");
  return { visualization: { ...visualization, config: Object.fromEntries(said) } };
}

function find({ params }: ApiRequest, store: Store): Dashboard {
  const found = store.state.dashboards.find(({ id }) => id === params.dashboard);
  if (found === undefined) {
    throw problem(404, "Not Found", `Dashboard '${params.dashboard}' not found`);
  }
  return found;
}

function view({ id, name, description, items, created_at, updated_at }: Dashboard) {
  return { id, name, description, items, created_at, updated_at, created_by: user.id, updated_by: user.id };
}
