import { ComputeError } from "../errors";
import { remedyFor } from "./remedies";

/** Requests to Fastly's API that no resource of the provider makes. */
export interface FastlyClient {
  /** @throws FastlyApiError when Fastly answers with another status than 2xx. */
  request(method: string, path: string, body?: RequestBody): Promise<unknown>;
}

export type RequestBody = { json: unknown } | { raw: string | Buffer };

/** Fastly said no: its own words, and what to do. */
export class FastlyApiError extends ComputeError {
  constructor(
    readonly status: number,
    readonly detail: string,
    request: string,
  ) {
    super(`Fastly answered ${status} to ${request}: ${detail}`, remedyFor(status, detail));
    this.name = "FastlyApiError";
  }
}

/** What to do when Fastly's API cannot be reached. */
export const UNREACHABLE = "Check the network and fastly:baseUrl, then run the command again.";

/** A request that is not answered in this time has failed, in milliseconds. */
const TIMEOUT = 60_000;

/** Deletes what may be gone already, such as by an earlier run that failed later. */
export async function deleteIfThere(client: FastlyClient, path: string): Promise<void> {
  try {
    await client.request("DELETE", path);
  } catch (error) {
    if (!(error instanceof FastlyApiError) || error.status !== 404) {
      throw error;
    }
  }
}

export function fastlyClient(baseUrl: string, apiKey: string | undefined): FastlyClient {
  return {
    async request(method, path, body) {
      const response = await send(`${baseUrl.replace(/\/$/, "")}${path}`, {
        method,
        headers: { accept: "application/json", ...(apiKey ? { "Fastly-Key": apiKey } : {}), ...contentType(body) },
        body: body === undefined ? undefined : "json" in body ? JSON.stringify(body.json) : new Uint8Array(bytes(body)),
        signal: AbortSignal.timeout(TIMEOUT),
      });
      const text = await response.text();
      if (!response.ok) {
        throw new FastlyApiError(response.status, detailOf(text) || response.statusText, `${method} ${path}`);
      }
      return text === "" ? undefined : parseJson(text);
    },
  };
}

async function send(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    const { cause, message } = error as Error;
    throw new ComputeError(
      `${init.method} ${url} was not answered: ${cause instanceof Error ? cause.message : message}`,
      UNREACHABLE,
    );
  }
}

function contentType(body: RequestBody | undefined): Record<string, string> {
  return body === undefined ? {} : { "content-type": "json" in body ? "application/json" : "application/octet-stream" };
}

function bytes(body: { raw: string | Buffer }): Buffer {
  return typeof body.raw === "string" ? Buffer.from(body.raw) : body.raw;
}

/** Fastly's API has three forms of error; each has its words somewhere else. */
function detailOf(text: string): string {
  const answer = parseJson(text) as
    | { msg?: string; detail?: string; title?: string; errors?: { title?: string; detail?: string }[] }
    | undefined;
  const said = answer?.errors?.[0] ?? answer ?? {};
  const words = [answer?.msg, said.title, said.detail].filter((part) => part !== undefined && part !== "");
  return [...new Set(words)].join(": ");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
