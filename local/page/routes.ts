import type { ApiRequest, ApiResponse } from "../api/http";
import { notFound } from "../api/http";
import { leaveToken } from "../api/pageToken";
import { type Route, route } from "../api/router";
import type { State } from "../api/state";
import type { Store } from "../api/store";
import { comparePage } from "./comparePage";
import { html } from "./html";
import { indexPage } from "./indexPage";
import { layout, PAGE_HEADERS } from "./layout";
import { namesOnly } from "./namesOnly";
import { servicePage } from "./servicePage";

/** The pages for people. With the token in the address they show values, and without it only names. */
export const pageRoutes: Route[] = [
  page("/", ({ headers, query }) => {
    if (!headers.accept?.includes("text/html")) {
      throw notFound();
    }
    return { status: 302, headers: { location: `/manage${query.size === 0 ? "" : `?${query}`}` } };
  }),
  page("/manage", (request, store) => found(indexPage(seen(request, store), noteFor(request)))),
  page("/manage/compute/services/:service", (request, store) => {
    const { params, query } = request;
    const state = seen(request, store);
    const service = state.services.find(({ id, deleted_at }) => id === params.service && deleted_at === null);
    if (service === undefined) {
      return missing("No such service", "The service was destroyed, or another local Fastly has it.");
    }
    const range = /^(\d{1,9})\.\.(\d{1,9})$/.exec(query.get("compare") ?? "");
    const wanted = query.get("version");
    const text = query.has("compare")
      ? range && comparePage(service, state, Number(range[1]), Number(range[2]))
      : servicePage(service, state, wanted === null ? undefined : Number(wanted), noteFor(request));
    if (text && query.has("compare") && !request.seesValues) {
      return { ...missing("Nothing to compare without the token", NAMES_ONLY), status: 401 };
    }
    return text ? found(text) : missing("No such version", `${service.name} does not have it.`);
  }),
];

function page(pattern: string, handle: (request: ApiRequest, store: Store) => ApiResponse): Route {
  const answer = (request: ApiRequest, store: Store) => {
    const made = handle(request, store);
    const cookie = request.seesValues ? leaveToken(request.query, request.headers.host) : {};
    return { ...made, headers: { ...made.headers, ...cookie } };
  };
  return { ...route("GET", pattern, answer), anonymous: true };
}

const NAMES_ONLY =
  "Values are shown only at the address that fastly-compute-local serve prints, because it has the token.";

function noteFor({ seesValues }: ApiRequest): string {
  return seesValues ? "" : NAMES_ONLY;
}

function seen({ seesValues }: ApiRequest, { state }: Store): State {
  return seesValues ? state : namesOnly(state);
}

function found(text: string): ApiResponse {
  return { status: 200, body: Buffer.from(text), headers: PAGE_HEADERS };
}

function missing(title: string, explanation: string): ApiResponse {
  return { ...found(layout(title, html`<p>${explanation}</p>`)), status: 404 };
}
