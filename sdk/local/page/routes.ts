import type { ApiRequest, ApiResponse } from "../api/http";
import { notFound } from "../api/http";
import { type Route, route } from "../api/router";
import type { Store } from "../api/store";
import { comparePage } from "./comparePage";
import { html } from "./html";
import { indexPage } from "./indexPage";
import { layout, PAGE_HEADERS } from "./layout";
import { servicePage } from "./servicePage";

/** The pages for people. They need no token, as a browser has none, and show nothing that would need one. */
export const pageRoutes: Route[] = [
  page("/", ({ headers }) => {
    if (!headers.accept?.includes("text/html")) {
      throw notFound();
    }
    return { status: 302, headers: { location: "/manage" } };
  }),
  page("/manage", (_, { state }) => found(indexPage(state))),
  page("/manage/compute/services/:service", ({ params, query }, store) => {
    const service = store.state.services.find(({ id, deleted_at }) => id === params.service && deleted_at === null);
    if (service === undefined) {
      return missing("No such service", "It was destroyed, or another local Fastly has it.");
    }
    const range = /^(\d{1,9})\.\.(\d{1,9})$/.exec(query.get("compare") ?? "");
    const wanted = query.get("version");
    const text = query.has("compare")
      ? range && comparePage(service, store.state, Number(range[1]), Number(range[2]))
      : servicePage(service, store.state, wanted === null ? undefined : Number(wanted));
    return text ? found(text) : missing("No such version", `${service.name} does not have it.`);
  }),
];

function page(pattern: string, handle: (request: ApiRequest, store: Store) => ApiResponse): Route {
  return { ...route("GET", pattern, handle), anonymous: true };
}

function found(text: string): ApiResponse {
  return { status: 200, body: Buffer.from(text), headers: PAGE_HEADERS };
}

function missing(title: string, explanation: string): ApiResponse {
  return { ...found(layout(title, html`<p>${explanation}</p>`)), status: 404 };
}
