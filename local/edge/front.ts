import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline, type Transform } from "node:stream";
import { ComputeError } from "pulumi-fastly-compute/internal";
import { forward, forwardedHeaders } from "./forward";
import type { Runtime } from "./runtime";

/** Changes an answer on its way: its headers, as `rawHeaders`, and its body. */
export type Rewrite = (answer: IncomingMessage, headers: string[]) => { headers: string[]; through?: Transform };

/**
 * Answers a request that came for `domain` by its runtime. The program sees `https`, since the address that it came by
 * stands for the domain's.
 */
export async function answerByRuntime(
  domain: string,
  findRuntime: () => Promise<Runtime>,
  message: IncomingMessage,
  response: ServerResponse,
  rewrite: Rewrite = (_, headers) => ({ headers }),
): Promise<void> {
  try {
    const answer = await forward(await findRuntime(), {
      method: message.method ?? "GET",
      url: new URL(message.url ?? "/", `https://${domain}`),
      rawHeaders: message.rawHeaders,
      body: message,
    });
    const { headers, through } = rewrite(answer, forwardedHeaders(answer.rawHeaders));
    response.writeHead(answer.statusCode ?? 502, answer.statusMessage, headers);
    pipeline([answer, ...(through === undefined ? [] : [through]), response], () => {});
  } catch (error) {
    refuse(response, 503, error instanceof ComputeError ? error.message : String(error));
  }
}

/** An answer of the edge itself. */
export function refuse(response: ServerResponse, status: number, text: string): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" });
  response.end(`${text}\n`);
}
