import { type ApiRequest, type Fields, noContent, ok, problem } from "../http";
import { millis } from "../jsonApi";
import { cursorPage } from "../pages";
import { route } from "../router";
import type { NgwafWorkspace } from "../state";
import type { Store } from "../store";

const base = "/ngwaf/v1/workspaces";
const pageSize = 100;

/** Workspaces of the Next-Gen WAF, which the product refers to. Their contents, such as rules, are not here. */
export const ngwafWorkspaceRoutes = [
  route("GET", base, (request, store) => {
    const { data, meta } = cursorPage(request, store.state.ngwafWorkspaces.map(view), pageSize);
    return ok({ data, meta: { ...meta, total: store.state.ngwafWorkspaces.length } });
  }),
  route("POST", base, ({ fields }, store) => {
    for (const name of ["name", "mode"]) {
      if (typeof fields[name] !== "string" || fields[name] === "") {
        throw problem(400, "Bad Request", `${name} is required`);
      }
    }
    const workspace: NgwafWorkspace = {
      id: store.newId("ngwaf-workspace"),
      name: "",
      description: "",
      mode: "",
      attack_signal_thresholds: {},
      ip_anonymization: null,
      default_blocking_response_code: 406,
      client_ip_headers: [],
      ...store.stamps(),
    };
    Object.assign(workspace, settings(fields));
    store.state.ngwafWorkspaces.push(workspace);
    return { status: 201, body: view(workspace) };
  }),
  route("GET", `${base}/:workspace`, (request, store) => ok(view(find(request, store)))),
  route("PATCH", `${base}/:workspace`, (request, store) => {
    const workspace = find(request, store);
    Object.assign(workspace, settings(request.fields), { updated_at: store.now() });
    return ok(view(workspace));
  }),
  route("DELETE", `${base}/:workspace`, (request, store) => {
    store.state.ngwafWorkspaces.splice(store.state.ngwafWorkspaces.indexOf(find(request, store)), 1);
    return noContent();
  }),
];

function settings(fields: Fields): Partial<NgwafWorkspace> {
  const { name, description, mode, attack_signal_thresholds, ip_anonymization, client_ip_headers } = fields;
  const { default_blocking_response_code, default_redirect_url } = fields;
  if (mode !== undefined && !["off", "log", "block"].includes(String(mode))) {
    throw problem(400, "Bad Request", "mode must be one of off, log, block");
  }
  return {
    ...(name !== undefined && { name: String(name) }),
    ...(description !== undefined && { description: String(description) }),
    ...(mode !== undefined && { mode: String(mode) }),
    ...(attack_signal_thresholds !== undefined && {
      // Thresholds that are off are left out of an answer.
      attack_signal_thresholds: Object.fromEntries(
        Object.entries(attack_signal_thresholds as Fields).filter(([, value]) => value !== false),
      ),
    }),
    ...(ip_anonymization !== undefined && { ip_anonymization: String(ip_anonymization ?? "") || null }),
    ...(Array.isArray(client_ip_headers) && { client_ip_headers: client_ip_headers.map(String) }),
    ...(default_blocking_response_code !== undefined && {
      default_blocking_response_code: Number(default_blocking_response_code),
    }),
    ...(default_redirect_url !== undefined && { default_redirect_url: String(default_redirect_url) }),
  };
}

function find({ params }: ApiRequest, store: Store): NgwafWorkspace {
  const found = store.state.ngwafWorkspaces.find(({ id }) => id === params.workspace);
  if (found === undefined) {
    throw problem(404, "Not Found", `workspace '${params.workspace}' not found`);
  }
  return found;
}

function view({ updated_at, ...workspace }: NgwafWorkspace) {
  return { ...workspace, updated_at: millis(updated_at) };
}
