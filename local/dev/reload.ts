import type { IncomingMessage, ServerResponse } from "node:http";
import { Transform } from "node:stream";
import { type Rewrite, refuse } from "../edge/front";
import { isOfAnotherOrigin } from "../foreignPages";

/** No program has paths that start like this. */
const BASE = "/.fastly-compute-local/";

const SCRIPT = `new EventSource("${BASE}events").addEventListener("deployed", () => location.reload());\n`;

/** Reloads the open pages in browsers. */
export interface Reload {
  /** Whether the request was for the reloading itself. It is answered then. */
  answers(message: IncomingMessage, response: ServerResponse): boolean;
  rewrite: Rewrite;
  /** Call this when another version answers. */
  deployed(): void;
  close(): void;
}

/**
 * Whether a browser would show the answer as a page. Parts of a page that its own scripts request do not count: each
 * would get the script once more. The answer to a HEAD has a page's headers, and no body for a script.
 */
export function mayBePage({ method, headers }: Pick<IncomingMessage, "method" | "headers">): boolean {
  const destination = headers["sec-fetch-dest"];
  return method !== "HEAD" && (destination === undefined || /^(document|i?frame)$/.test(String(destination)));
}

/** The script only goes into complete HTML pages, after everything else, by a tag that a policy of `'self'` allows. */
export function createReload(): Reload {
  const open = new Set<ServerResponse>();
  return {
    answers(message, response) {
      if (!message.url?.startsWith(BASE)) {
        return false;
      }
      if (isOfAnotherOrigin(message)) {
        refuse(response, 403, "This address does not answer web pages of other origins.");
      } else if (message.url === `${BASE}reload.js`) {
        response.writeHead(200, { "content-type": "text/javascript", "cache-control": "no-store" }).end(SCRIPT);
      } else if (message.url === `${BASE}events`) {
        response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
        response.write("\n");
        open.add(response);
        response.once("close", () => open.delete(response));
      } else {
        response.writeHead(404).end();
      }
      return true;
    },
    rewrite(answer, headers) {
      const { "content-type": type = "", "content-encoding": encoding } = answer.headers;
      const isPage = /^text\/html\b/i.test(type) && encoding === undefined && answer.statusCode !== 206;
      const hasBody = answer.statusCode !== 204 && answer.statusCode !== 304;
      return isPage && hasBody ? { headers: withoutLength(headers), through: withScript() } : { headers };
    },
    deployed() {
      for (const response of open) {
        response.write("event: deployed\ndata: \n\n");
      }
    },
    close() {
      for (const response of open) {
        response.end();
      }
    },
  };
}

function withScript(): Transform {
  return new Transform({
    transform: (chunk, _, done) => done(null, chunk),
    flush: (done) => done(null, `\n<script src="${BASE}reload.js"></script>\n`),
  });
}

function withoutLength(headers: string[]): string[] {
  return headers.flatMap((name, index) =>
    index % 2 === 0 && name.toLowerCase() !== "content-length" ? [name, headers[index + 1] ?? ""] : [],
  );
}
