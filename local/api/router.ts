import type { ApiRequest, ApiResponse } from "./http";
import { ApiError, badRequest } from "./http";
import type { Store } from "./store";

export type Handler = (request: ApiRequest, store: Store) => ApiResponse | Promise<ApiResponse>;

export interface Route {
  method: string;
  /** The pattern, such as `/service/:service/version/:version/backend/:name`. */
  pattern: string;
  handle: Handler;
  /** Answers without a token, as Fastly's login server does. */
  anonymous?: boolean;
  /** The most bytes of the body. Default: enough for a form or a JSON document. */
  maxBytes?: number;
  /** Accepts any bytes as the body, whatever their content type. */
  anyBody?: boolean;
}

export function route(method: string, pattern: string, handle: Handler): Route {
  return { method, pattern, handle };
}

export interface Match {
  route: Route;
  params: Record<string, string>;
}

/** Finds the route of a request. Throws 404 or 405 when there is none. Literal segments win over parameters. */
export function createRouter(routes: readonly Route[]): (method: string, pathname: string) => Match {
  const table = routes
    .map((r) => ({ route: r, segments: r.pattern.split("/") }))
    .sort((a, b) => parameters(a.segments) - parameters(b.segments));
  return (method, pathname) => {
    const segments = pathname.split("/");
    const matching = table.filter((entry) => matches(entry.segments, segments));
    const found = matching.find((entry) => entry.route.method === method);
    if (found === undefined) {
      throw matching.length === 0
        ? new ApiError(404, { msg: "Not found" })
        : new ApiError(405, { msg: "Method not allowed" }, { allow: matching.map((m) => m.route.method).join(", ") });
    }
    return { route: found.route, params: readParams(found.segments, segments) };
  };
}

function parameters(pattern: readonly string[]): number {
  return pattern.filter((segment) => segment.startsWith(":")).length;
}

function matches(pattern: readonly string[], segments: readonly string[]): boolean {
  return (
    pattern.length === segments.length &&
    pattern.every((p, i) => (p.startsWith(":") ? segments[i] !== "" : p === segments[i]))
  );
}

function readParams(pattern: readonly string[], segments: readonly string[]): Record<string, string> {
  const params: Record<string, string> = {};
  pattern.forEach((p, i) => {
    if (p.startsWith(":")) {
      params[p.slice(1)] = decode(segments[i] ?? "");
    }
  });
  return params;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw badRequest(`Malformed path segment '${segment}'`);
  }
}
