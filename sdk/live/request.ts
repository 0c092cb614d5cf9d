import * as http from "node:http";
import * as https from "node:https";
import { proxyAgent } from "../fastly/proxy";

/** A request to a service. */
export interface ServiceRequest {
  url: string;
  method?: string;
  headers?: Record<string, string>;
  /** The address to connect to instead of the name in the URL, with a port when that differs too. */
  connectTo?: string;
  /** How many milliseconds the whole answer may take. */
  timeoutMs: number;
}

/** The answer of a service. */
export interface ServiceAnswer {
  status: number;
  headers: http.IncomingHttpHeaders;
  /** The first megabyte of the body. */
  body: string;
  /** The time from the request to the end of the answer. */
  milliseconds: number;
}

const MOST_BYTES = 1_000_000;

/**
 * Sends an HTTP request through the proxy in the environment, without following redirects.
 *
 * @returns the answer, or why there was none.
 */
export async function request({ timeoutMs, ...asked }: ServiceRequest): Promise<ServiceAnswer | string> {
  try {
    return await answerTo(asked, AbortSignal.timeout(Math.ceil(timeoutMs)));
  } catch (error) {
    const { cause, message, code } = error as NodeJS.ErrnoException;
    return cause instanceof Error ? cause.message : message || String(code);
  }
}

function answerTo(
  { url: address, method = "GET", headers, connectTo }: Omit<ServiceRequest, "timeoutMs">,
  signal: AbortSignal,
): Promise<ServiceAnswer> {
  const url = new URL(address);
  // Unlike browsers, Node resolves names below `localhost` by the DNS.
  const isHere = url.hostname.endsWith(".localhost");
  const where =
    connectTo !== undefined
      ? { ...placeOf(connectTo, url.port), servername: url.hostname, agent: false as const }
      : isHere
        ? { host: "127.0.0.1", port: url.port, agent: false as const }
        : { host: url.hostname, port: url.port, agent: proxyAgent(url) };
  const { request: send } = url.protocol === "http:" ? http : https;
  const since = performance.now();
  return new Promise((resolve, reject) => {
    const sent = send(
      {
        ...where,
        path: url.pathname + url.search,
        method,
        headers: { host: url.host, ...headers },
        signal,
      },
      (answer) => {
        const parts: Buffer[] = [];
        let size = 0;
        answer.on("data", (part: Buffer) => {
          if (size < MOST_BYTES) {
            parts.push(part);
          }
          size += part.length;
        });
        answer.on("error", reject);
        answer.on("end", () =>
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers,
            body: Buffer.concat(parts).subarray(0, MOST_BYTES).toString("utf8"),
            milliseconds: Math.round(performance.now() - since),
          }),
        );
      },
    );
    sent.on("error", reject);
    sent.end();
  });
}

/** A bare IPv6 address has no port. */
function placeOf(connectTo: string, port: string): { host: string; port: string } {
  const [, host = connectTo, own = port] = /^([^:]+):(\d+)$/.exec(connectTo) ?? [];
  return { host, port: own };
}
