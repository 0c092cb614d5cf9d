import { type IncomingMessage, type RequestOptions, request } from "node:http";
import { connect } from "node:net";
import { pipeline, type Readable } from "node:stream";
import type { OtherProtocol } from "../upgrades";
import { localEdgeError } from "./errors";
import type { Runtime } from "./runtime";

export interface ForwardedRequest {
  method: string;
  /** The URL of the request as the program sees it. */
  url: URL;
  /** Names and values in turn, like `IncomingMessage.rawHeaders`. */
  rawHeaders: readonly string[];
  body: Readable;
  /** The protocol that the client wants instead, from the header `Upgrade`. */
  upgrade?: string;
  /** Aborts the request: nobody waits for the answer. */
  signal?: AbortSignal;
}

export interface Forwarded {
  answer: IncomingMessage;
  /** For an answer with 101: the connection for the new protocol. It ends with the runtime. */
  switched?: OtherProtocol;
}

/** Headers of one connection only. The next connection makes its own, as for those that `Connection` names. */
const NOT_FORWARDED = [
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
];

/**
 * Sends a request to the runtime. The runtime is not retired before the answer has ended.
 *
 * @throws ComputeError when there is no answer. The error names service and version.
 */
export function forward(runtime: Runtime, forwarded: ForwardedRequest): Promise<Forwarded> {
  const { method, url, rawHeaders, body, upgrade, signal } = forwarded;
  const leave = runtime.enter();
  return new Promise((resolve, reject) => {
    const outgoing = request({
      ...(upgrade === undefined ? { agent: runtime.agent } : ownConnection),
      host: "127.0.0.1",
      port: runtime.port,
      method,
      // The full URL, as for a proxy: so the program sees https.
      path: url.href,
      headers: ["host", url.host, ...forwardedHeaders(rawHeaders), ...switching(upgrade)],
      signal,
    });
    outgoing.once("response", (answer) => {
      answer.once("close", () => {
        leave();
        if (upgrade !== undefined) {
          outgoing.destroy();
        }
      });
      resolve({ answer });
    });
    outgoing.once("upgrade", (answer, connection, head) => {
      runtime.connections.add(connection);
      connection.once("close", () => runtime.connections.delete(connection));
      connection.on("error", () => connection.destroy());
      resolve({ answer, switched: { connection, head } });
      // From here on nothing waits for the connection to end.
      leave();
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

/** Each side of the connection may end its half. */
const ownConnection: RequestOptions = {
  createConnection: ({ port, host }) =>
    connect({ port: Number(port), host: host ?? "", allowHalfOpen: true, noDelay: true }),
};

/** The headers that request another protocol, or agree to it. */
export function switching(protocol: string | undefined): string[] {
  return protocol === undefined ? [] : ["connection", "upgrade", "upgrade", protocol];
}

/** The headers that concern the other end, like `rawHeaders`. */
export function forwardedHeaders(rawHeaders: readonly string[]): string[] {
  const pairs = rawHeaders.flatMap((name, index): [string, string][] =>
    index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? ""]] : [],
  );
  const named = pairs.flatMap(([name, value]) => (/^connection$/i.test(name) ? value.split(",") : []));
  const left = new Set([...NOT_FORWARDED, ...named.map((name) => name.trim().toLowerCase())]);
  return pairs.filter(([name]) => !left.has(name.toLowerCase())).flat();
}
