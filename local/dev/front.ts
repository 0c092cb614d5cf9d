import type { AddressInfo } from "node:net";
import type { LocalFastly } from "../api";
import { refuse } from "../edge/front";
import { isLoopback } from "../foreignPages";
import { listen } from "../listen";
import { createUpgradingServer } from "../upgrades";
import { mayBePage, type Reload } from "./reload";

export interface Front {
  /** `http://127.0.0.1:PORT`. */
  url: string;
  close(): Promise<void>;
}

export interface FrontOptions {
  fastly: LocalFastly;
  /** The service that answers now. Undefined until one is deployed. */
  service: () => string | undefined;
  port: number;
  reload: Reload | undefined;
  /** Called for each answered request. */
  answered(request: string): void;
}

/** The address of a service for people and browsers, whichever version is active. On loopback only. */
export async function openFront({ fastly, service, port, reload, answered }: FrontOptions): Promise<Front> {
  const server = createUpgradingServer((message, response) => {
    const began = performance.now();
    // A foreign page may resolve its own name to loopback. It gets nothing.
    if (!isLoopback(message.headers.host, true)) {
      return refuse(response, 403, "This address works only on this machine: use 127.0.0.1 or localhost.");
    }
    if (reload?.answers(message, response)) {
      return;
    }
    const { method, url } = message;
    response.once("close", () =>
      answered(`${method} ${url} ${response.statusCode} ${Math.round(performance.now() - began)} ms`),
    );
    const name = service();
    if (name === undefined) {
      return refuse(response, 503, "Nothing is deployed yet: see the terminal.");
    }
    const page = reload !== undefined && mayBePage(message);
    if (page && /\btext\/html\b/i.test(message.headers.accept ?? "")) {
      withoutHeader(message.rawHeaders, "accept-encoding");
    }
    const rewrite = page ? reload.rewrite : undefined;
    void fastly.answer(name, message, response, rewrite).catch((error: Error) => refuse(response, 503, error.message));
  });
  await listen(server, port, "The address of the service cannot be", "Choose another port with --port.");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => server.end(),
  };
}

/**
 * Removes a header, such as the one that asks for compression. A compressed page would have to be unpacked to get its
 * script.
 */
function withoutHeader(rawHeaders: string[], name: string): void {
  for (let index = rawHeaders.length - 2; index >= 0; index -= 2) {
    if (rawHeaders[index]?.toLowerCase() === name) {
      rawHeaders.splice(index, 2);
    }
  }
}
