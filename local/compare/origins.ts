import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { sha256 } from "pulumi-fastly-compute/internal";
import { listen } from "../listen";

/** A request of a program to a backend. */
export interface BackendCall {
  backend: string;
  method: string;
  path: string;
  headers: Record<string, string>;
  /** The start of the body, and a digest when it is longer. */
  body: string;
}

/** Stand-ins for backends. Each gives the same answer to the same request, and records its requests. */
export interface Origins {
  /** The address for a backend. Undefined before `open`. */
  url(backend: string): string | undefined;
  open(backends: readonly string[]): Promise<void>;
  /** The requests since the last call. */
  take(): BackendCall[];
  close(): void;
}

/** Headers that differ from one request to the next, whatever a program does. */
const OF_THE_CONNECTION = /^(connection|content-length|transfer-encoding|host|date|user-agent)$/;

const LONGEST_BODY = 2_000;

export function createOrigins(): Origins {
  const servers = new Map<string, Server>();
  let calls: BackendCall[] = [];
  return {
    url: (backend) => {
      const address = servers.get(backend)?.address() as AddressInfo | null | undefined;
      return address ? `http://127.0.0.1:${address.port}` : undefined;
    },
    async open(backends) {
      for (const backend of new Set(backends.filter((name) => !servers.has(name)))) {
        const server = createServer((message, response) => {
          const { method = "GET", url: path = "/", headers } = message;
          const chunks: Buffer[] = [];
          message.on("data", (chunk) => chunks.push(chunk));
          message.on("end", () => {
            const kept = Object.entries(headers).filter(([name]) => !OF_THE_CONNECTION.test(name));
            const own = Object.fromEntries(kept.map(([name, value]) => [name, String(value)]));
            calls.push({ backend, method, path, headers: own, body: shortened(Buffer.concat(chunks)) });
            response.writeHead(200, { "content-type": "application/json" });
            response.end(method === "HEAD" ? undefined : JSON.stringify({ backend, method, path }));
          });
          message.on("error", () => response.destroy());
        });
        await listen(server, 0, "A stand-in for a backend cannot listen", "Try again.");
        servers.set(backend, server);
      }
    },
    take() {
      const taken = calls;
      calls = [];
      return taken;
    },
    close() {
      for (const server of servers.values()) {
        server.close();
        server.closeAllConnections();
      }
    },
  };
}

/** A body in the form in which it is compared and shown. */
export function shortened(body: Buffer): string {
  const text = body.toString("utf8");
  const readable = !text.includes("\uFFFD");
  if (readable && text.length <= LONGEST_BODY) {
    return text;
  }
  const digest = sha256(body).slice(0, 16);
  return `${readable ? text.slice(0, 200) : ""}… (${body.length} bytes, sha256 ${digest})`;
}
