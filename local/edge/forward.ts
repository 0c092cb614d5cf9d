import { type IncomingMessage, request } from "node:http";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream";
import { localEdgeError } from "./errors";
import type { Runtime } from "./runtime";

export interface ForwardedRequest {
  method: string;
  /** What the program sees as the request's URL. */
  url: URL;
  /** Names and values in turn, as `IncomingMessage.rawHeaders`. */
  rawHeaders: readonly string[];
  body: Readable;
}

/** They concern one connection, or are made anew for the next. */
const NOT_FORWARDED = new Set([
  "connection",
  "host",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/**
 * Sends a request to the runtime, which is not retired before the answer has ended.
 *
 * @throws ComputeError when there is no answer, naming service and version.
 */
export function forward(
  runtime: Runtime,
  { method, url, rawHeaders, body }: ForwardedRequest,
): Promise<IncomingMessage> {
  const leave = runtime.enter();
  return new Promise((resolve, reject) => {
    const outgoing = request({
      host: "127.0.0.1",
      port: runtime.port,
      agent: runtime.agent,
      method,
      // In full, as to a proxy: that is how the program learns of https.
      path: url.href,
      headers: ["host", url.host, ...forwardedHeaders(rawHeaders)],
    });
    outgoing.once("response", (answer) => {
      answer.once("close", leave);
      resolve(answer);
    });
    outgoing.once("error", (error) => {
      leave();
      reject(localEdgeError("service-no-answer", { title: runtime.title, why: error.message }));
    });
    pipeline(body, outgoing, (error) => {
      if (error != null) {
        outgoing.destroy(error);
      }
    });
  });
}

/** The headers that concern the other end, as `rawHeaders`. */
export function forwardedHeaders(rawHeaders: readonly string[]): string[] {
  return rawHeaders.flatMap((name, index) =>
    index % 2 === 0 && !NOT_FORWARDED.has(name.toLowerCase()) ? [name, rawHeaders[index + 1] ?? ""] : [],
  );
}
