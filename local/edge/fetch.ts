import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import { forward } from "./forward";
import type { Runtime } from "./runtime";

/** Statuses whose answers have no body. `Response` refuses a body for these. */
const WITHOUT_BODY = new Set([101, 103, 204, 205, 304]);

/** Sends a request to a runtime as `fetch` would, and returns its answer unchanged. Redirects are not followed. */
export async function fetchFrom(runtime: Runtime, request: Request): Promise<Response> {
  const rawHeaders = [...request.headers].flat();
  const body = request.body === null ? Readable.from([]) : Readable.fromWeb(request.body as ReadableStream);
  const { method, signal } = request;
  const { answer } = await forward(runtime, { method, url: new URL(request.url), rawHeaders, body, signal });
  return toResponse(answer);
}

function toResponse(answer: IncomingMessage): Response {
  const status = answer.statusCode ?? 502;
  const headers = new Headers();
  for (let index = 0; index < answer.rawHeaders.length; index += 2) {
    headers.append(answer.rawHeaders[index] ?? "", answer.rawHeaders[index + 1] ?? "");
  }
  if (WITHOUT_BODY.has(status)) {
    answer.resume();
  }
  const body = WITHOUT_BODY.has(status) ? null : (Readable.toWeb(answer) as globalThis.ReadableStream);
  return new Response(body, { status, statusText: answer.statusMessage, headers });
}
