import { type IncomingMessage, type RequestOptions, request } from "node:http";
import { connect } from "node:net";
import { pipeline, type Readable } from "node:stream";
import type { OtherProtocol } from "../upgrades";
import { localEdgeError } from "./errors";
import type { Runtime } from "./runtime";

export interface ForwardedRequest {
  method: string;
  /** What the program sees as the request's URL. */
  url: URL;
  /** Names and values in turn, as `IncomingMessage.rawHeaders`. */
  rawHeaders: readonly string[];
  body: Readable;
  /** The protocol that the client wishes to speak instead, as the header `Upgrade` names it. */
  upgrade?: string;
  /** Gives the request up: nobody waits for the answer. */
  signal?: AbortSignal;
}

export interface Forwarded {
  answer: IncomingMessage;
  /** Of an answer with 101: the connection, for the protocol that was wished. It ends with the runtime. */
  switched?: OtherProtocol;
}

/** They concern one connection, or are made anew for the next, as those that `Connection` names. */
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
 * Sends a request to the runtime, which is not retired before the answer has ended.
 *
 * @throws ComputeError when there is no answer, naming service and version.
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
      // In full, as to a proxy: that is how the program learns of https.
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
      // From here on nothing waits for it to end.
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

/** Of which each side may end its half. */
const ownConnection: RequestOptions = {
  createConnection: ({ port, host }) =>
    connect({ port: Number(port), host: host ?? "", allowHalfOpen: true, noDelay: true }),
};

/** The headers that ask for another protocol, or agree to it. */
export function switching(protocol: string | undefined): string[] {
  return protocol === undefined ? [] : ["connection", "upgrade", "upgrade", protocol];
}

/** The headers that concern the other end, as `rawHeaders`. */
export function forwardedHeaders(rawHeaders: readonly string[]): string[] {
  const pairs = rawHeaders.flatMap((name, index): [string, string][] =>
    index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? ""]] : [],
  );
  const named = pairs.flatMap(([name, value]) => (/^connection$/i.test(name) ? value.split(",") : []));
  const left = new Set([...NOT_FORWARDED, ...named.map((name) => name.trim().toLowerCase())]);
  return pairs.filter(([name]) => !left.has(name.toLowerCase())).flat();
}
