import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import type { Edge } from "../edge";
import { isLoopback, isOfAnotherOrigin } from "../foreignPages";
import { createUpgradingServer, type UpgradingServer } from "../upgrades";
import type { Body } from "./body";
import { decodeBody, readBytes } from "./body";
import type { Fault, Faults } from "./faults";
import type { ApiResponse } from "./http";
import { ApiError } from "./http";
import { routes } from "./kinds";
import { pageToken, withoutToken } from "./pageToken";
import type { RecordedRequest, RequestLog } from "./requestLog";
import type { Match } from "./router";
import { createRouter } from "./router";
import type { Store } from "./store";

export interface ServerParts {
  store: Store;
  faults: Faults;
  log: RequestLog;
  /** Answers requests for the domains of services, which are no API requests. */
  edge?: Pick<Edge, "answersTo" | "answer" | "changed">;
  /** Throws 401 for an unknown token, and 403 when the token may not do this. */
  authorize(token: string | undefined, method: string, path: string): void;
  /** What an accepted token may do. */
  tokenOf(token: string | undefined): { scope: string; services: string[] };
  /** Whether a browser with this token, or without one, may see values on a page. */
  mayLook(token: string | undefined): boolean;
  /** Called after every write, before its answer. */
  save(): Promise<void>;
}

const match = createRouter(routes);

export function createApiServer(parts: ServerParts): UpgradingServer {
  // An error in one request ends only that request.
  const server = createUpgradingServer(
    (message, response) => void answer(parts, message, response).catch(() => response.destroy()),
  );
  // The provider pauses for 7 seconds between two requests on one connection.
  server.keepAliveTimeout = 120_000;
  server.on("clientError", (_, socket) => socket.destroy());
  return server;
}

/** Checks the token, the origin and the route before it reads or keeps a byte of the body. */
async function answer(parts: ServerParts, message: IncomingMessage, response: ServerResponse): Promise<void> {
  if (parts.edge?.answersTo(message.headers.host)) {
    return parts.edge.answer(message, response);
  }
  const method = message.method ?? "GET";
  const path = message.url ?? "/";
  // Clients decide by this time what has expired.
  response.setHeader("date", parts.store.date().toUTCString());
  const record: RecordedRequest = { method, path: withoutToken(path), body: null, status: null };
  parts.log.add(record);
  let found: Match | ApiError;
  try {
    found = admit(parts, message, method, path);
  } catch (error) {
    // The rest of the body is read and dropped: a client may only read the answer after it has sent everything.
    message.resume();
    return send(response, record, failure(error));
  }

  const raw = await readBytes(message, found instanceof ApiError ? undefined : found.route.maxBytes).catch(
    (error: unknown) => error,
  );
  if (!Buffer.isBuffer(raw)) {
    return raw instanceof ApiError ? send(response, record, raw) : void response.destroy();
  }
  const body = await decodeBody(raw, message.headers["content-type"]).catch((error: ApiError) => error);
  parts.log.keepBody(record, body instanceof ApiError ? raw : body.recorded, raw.length);

  const fault = parts.faults.take(method, path);
  if (fault === "timeout") {
    return;
  }
  if (fault === "reset") {
    return void message.socket.resetAndDestroy();
  }
  if (isDelay(fault)) {
    await delay(fault.delayMs, undefined, { ref: false });
  }
  if (isAnswer(fault)) {
    const injected = { msg: "Internal Server Error", detail: "injected" };
    return send(response, record, { ...fault, body: "body" in fault ? fault.body : injected });
  }
  const result = await dispatch(parts, message, found, raw, body).catch(failure);
  if (fault === "lost") {
    return void message.socket.resetAndDestroy();
  }
  send(response, record, result);
}

/** The route of an allowed request. Throws the answer to a request that is not allowed. */
function admit(parts: ServerParts, message: IncomingMessage, method: string, path: string): Match | ApiError {
  refuseForeignPages(message);
  const found = routeOrError(method, splitOnce(path, "?")[0]);
  if (found instanceof ApiError || !found.route.anonymous) {
    parts.authorize(singleValued(message)["fastly-key"], method, splitOnce(path, "?")[0]);
  }
  return found;
}

async function dispatch(
  parts: ServerParts,
  message: IncomingMessage,
  found: Match | ApiError,
  raw: Buffer,
  body: Body | ApiError,
): Promise<ApiResponse> {
  const { method = "GET", url: path = "/" } = message;
  if (found instanceof ApiError) {
    throw found;
  }
  if (body instanceof ApiError && !found.route.anyBody) {
    throw body;
  }
  const { fields, upload }: Partial<Body> = body instanceof ApiError ? {} : body;
  const query = new URLSearchParams(splitOnce(path, "?")[1]);
  const headers = singleValued(message);
  const writes = method !== "GET" && method !== "HEAD";
  // Purges of a key or an address do not count. Purges of everything do.
  const counted = writes && !/\/purge(\/|$)/.test(found.route.pattern);
  const limits = counted ? parts.store.account.countWrite(parts.store.date()) : {};
  const result = await found.route.handle(
    {
      method,
      path,
      query,
      params: found.params,
      fields: fields ?? {},
      raw,
      upload,
      headers,
      token: parts.tokenOf(headers["fastly-key"]),
      seesValues: parts.mayLook(headers["fastly-key"] ?? pageToken(headers, query)),
    },
    parts.store,
  );
  if (writes) {
    await parts.save();
    await parts.edge?.changed();
  }
  return { ...result, headers: { ...limits, ...result.headers } };
}

function routeOrError(method: string, pathname: string): Match | ApiError {
  try {
    return match(method, pathname);
  } catch (error) {
    if (error instanceof ApiError) {
      return error;
    }
    throw error;
  }
}

/** A foreign web page must read and change nothing here, by whatever name it reaches this server. */
function refuseForeignPages(message: IncomingMessage): void {
  if (!isLoopback(message.headers.host)) {
    throw new ApiError(403, { msg: "Forbidden", detail: "The local Fastly answers to loopback addresses only" });
  }
  if (isOfAnotherOrigin(message)) {
    throw new ApiError(403, { msg: "Forbidden", detail: "The local Fastly answers no web page of another origin" });
  }
}

function singleValued(message: IncomingMessage): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(message.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : value]),
  );
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

function failure(error: unknown): ApiResponse {
  if (error instanceof ApiError) {
    return error;
  }
  return { status: 500, body: { msg: "Internal Server Error", detail: String(error) } };
}

function send(response: ServerResponse, record: RecordedRequest, { status, body, headers }: ApiResponse): void {
  record.status = status;
  const binary = Buffer.isBuffer(body);
  const json = body === undefined || binary ? undefined : JSON.stringify(body);
  response.writeHead(status, { ...(json !== undefined && { "content-type": "application/json" }), ...headers });
  response.end(binary ? body : json);
}

function isDelay(fault: Fault | undefined): fault is { delayMs: number } {
  return typeof fault === "object" && "delayMs" in fault;
}

function isAnswer(fault: Fault | undefined): fault is Extract<Fault, { status: number }> {
  return typeof fault === "object" && "status" in fault;
}
