/** A request as a route's handler gets it: routed, authenticated and decoded. */
export interface ApiRequest {
  method: string;
  /** As sent, with the query. */
  path: string;
  query: URLSearchParams;
  /** The named parts of the route's pattern, percent-decoded. */
  params: Record<string, string>;
  /** The fields of a form, of a JSON object, or of the text parts of a multipart form. Empty when there are none. */
  fields: Fields;
  /** The body as sent. */
  raw: Buffer;
  headers: Record<string, string | undefined>;
  /** What the token of the request may do. */
  token: { scope: string; services: string[] };
  /** Whether a page may show values, or only names. */
  seesValues: boolean;
  /** The file of a multipart form's `package` part. */
  upload?: Buffer;
}

export type Fields = Record<string, unknown>;

export interface ApiResponse {
  status: number;
  /** A Buffer is sent as it is, anything else as JSON. Undefined for no body. */
  body?: unknown;
  headers?: Record<string, string>;
}

/** An answer that refuses a request. Handlers throw it before they change anything. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly body: unknown,
    readonly headers: Record<string, string> = {},
  ) {
    super(`${status} ${JSON.stringify(body)}`);
  }
}

export function ok(body: unknown): ApiResponse {
  return { status: 200, body };
}

export function statusOk(): ApiResponse {
  return ok({ status: "ok" });
}

export function noContent(): ApiResponse {
  return { status: 204 };
}

export function badRequest(detail: string): ApiError {
  return new ApiError(400, { msg: "Bad request", detail });
}

export function duplicate(what: string, name: string): ApiError {
  return new ApiError(409, { msg: "Duplicate record", detail: `Duplicate ${what}: '${name}'` });
}

export function notFound(detail?: string): ApiError {
  return new ApiError(404, detail === undefined ? { msg: "Record not found" } : { msg: "Record not found", detail });
}

/** The core API's error for a missing object: `Couldn't find Backend '{ deleted => …, name => X, … }'`. */
export function objectNotFound(title: string, attributes: Record<string, string | number>): ApiError {
  const all = Object.entries({ deleted: "0000-00-00 00:00:00", ...attributes }).sort(([a], [b]) => (a < b ? -1 : 1));
  return notFound(`Couldn't find ${title} '{ ${all.map(([k, v]) => `${k} => ${v}`).join(", ")} }'`);
}

/** The error of the newer APIs (stores, ACLs, domain management): an `application/problem+json` document. */
export function problem(status: number, title: string, detail: string): ApiError {
  return new ApiError(
    status,
    { type: "", title, status, detail, errors: null },
    { "content-type": "application/problem+json" },
  );
}
