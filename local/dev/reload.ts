import type { IncomingMessage, ServerResponse } from "node:http";
import { Transform } from "node:stream";
import { type Rewrite, refuse } from "../edge/front";
import { isOfAnotherOrigin } from "../foreignPages";

/** No program has paths that begin like this. */
const BASE = "/.fastly-compute-local/";

const SCRIPT = `new EventSource("${BASE}events").addEventListener("deployed", () => location.reload());\n`;

/** Reloads the pages that are open in browsers. */
export interface Reload {
  /** Whether a request was for the reloading itself, and is answered. */
  answers(message: IncomingMessage, response: ServerResponse): boolean;
  rewrite: Rewrite;
  /** To be called when another version answers. */
  deployed(): void;
  close(): void;
}

/**
 * Whether a request is for what a browser shows as a page. Parts of one, which its own scripts ask for, are none: each
 * would bring the script once more. A HEAD has the headers of a page and no body to put a script into.
 */
export function mayBePage({ method, headers }: Pick<IncomingMessage, "method" | "headers">): boolean {
  const destination = headers["sec-fetch-dest"];
  return method !== "HEAD" && (destination === undefined || /^(document|i?frame)$/.test(String(destination)));
}

/** A script goes into whole pages of HTML only, behind all that is there, by a tag that a policy of `'self'` allows. */
export function createReload(): Reload {
  const open = new Set<ServerResponse>();
  return {
    answers(message, response) {
      if (!message.url?.startsWith(BASE)) {
        return false;
      }
      if (isOfAnotherOrigin(message)) {
        refuse(response, 403, "This address answers no web page of another origin.");
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
