import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline, type Transform } from "node:stream";
import { ComputeError } from "pulumi-fastly-compute/internal";
import { UpgradeResponse } from "../upgrades";
import { forward, forwardedHeaders, switching } from "./forward";
import type { Runtime } from "./runtime";

/** Changes an answer on its way: its headers, like `rawHeaders`, and its body. */
export type Rewrite = (answer: IncomingMessage, headers: string[]) => { headers: string[]; through?: Transform };

/**
 * Lets a runtime answer a request for `domain`. The program sees `https`: the local address stands for the domain's.
 */
export async function answerByRuntime(
  domain: string,
  findRuntime: () => Promise<Runtime>,
  message: IncomingMessage,
  response: ServerResponse,
  rewrite: Rewrite = (_, headers) => ({ headers }),
): Promise<void> {
  const gone = new AbortController();
  response.once("close", () => response.writableFinished || gone.abort());
  try {
    const url = addressOf(message.url, domain);
    const { answer, switched } = await forward(await findRuntime(), {
      method: message.method ?? "GET",
      url,
      rawHeaders: withOrigin(message, url),
      body: message,
      upgrade: response instanceof UpgradeResponse ? message.headers.upgrade : undefined,
      signal: gone.signal,
    });
    if (switched !== undefined && response instanceof UpgradeResponse) {
      response.switchTo(switched, [...switching(answer.headers.upgrade), ...forwardedHeaders(answer.rawHeaders)]);
      return;
    }
    const { headers, through } = rewrite(answer, forwardedHeaders(answer.rawHeaders));
    response.writeHead(answer.statusCode ?? 502, answer.statusMessage, headers);
    pipeline([answer, ...(through === undefined ? [] : [through]), response], () => {});
  } catch (error) {
    refuse(response, 503, error instanceof ComputeError ? error.message : String(error));
  }
}

/** The address that a program sees. Two slashes at its start begin a path and no other host, as at Fastly. */
export function addressOf(target = "/", domain: string): URL {
  const whole = /^https?:/i.test(target) && URL.canParse(target) ? new URL(target) : undefined;
  const path = whole === undefined ? target : whole.pathname + whole.search;
  return new URL(`https://${domain}${path.startsWith("/") ? path : "/"}`);
}

/** The headers, with the page's origin as the program knows it: programs compare the origin with their URL. */
function withOrigin({ rawHeaders, headers }: IncomingMessage, url: URL): string[] {
  const own = `http://${headers.host}`;
  return rawHeaders.map((text, index) =>
    index % 2 === 1 && text === own && /^origin$/i.test(rawHeaders[index - 1] ?? "") ? url.origin : text,
  );
}

/** An error of the edge itself. */
export function refuse(response: ServerResponse, status: number, text: string): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" });
  response.end(`${text}\n`);
}
