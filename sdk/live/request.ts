import * as http from "node:http";
import * as https from "node:https";
import { proxyAgent } from "../fastly/proxy";

/** A request to a service. */
export interface ServiceRequest {
  url: string;
  method?: string;
  headers?: Record<string, string>;
  /** Where to connect to in place of the name in the URL: an address, with a port when that is another one as well. */
  connectTo?: string;
  /** For how many milliseconds the whole answer is waited for. */
  timeoutMs: number;
}

/** What a service answered. */
export interface ServiceAnswer {
  status: number;
  headers: http.IncomingHttpHeaders;
  /** The first megabyte of the body. */
  body: string;
  /** From the request to the end of the answer. */
  milliseconds: number;
}

const MOST_BYTES = 1_000_000;

/**
 * Asks by HTTP, without following redirects, and by the proxy that the environment names.
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
  // Unlike browsers, Node asks the DNS for names below `localhost`.
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

/** An address of version 6 has no port with it. */
function placeOf(connectTo: string, port: string): { host: string; port: string } {
  const [, host = connectTo, own = port] = /^([^:]+):(\d+)$/.exec(connectTo) ?? [];
  return { host, port: own };
}
