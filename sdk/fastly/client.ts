import * as http from "node:http";
import * as https from "node:https";
import { ComputeError } from "../errors";
import { remedyFor } from "./remedies";

/** Requests to Fastly's API that no resource of the provider makes. */
export interface FastlyClient {
  /** @throws FastlyApiError when Fastly answers with another status than 2xx. */
  request(method: string, path: string, body?: RequestBody): Promise<unknown>;
}

export type RequestBody = { json: unknown } | { form: Record<string, string> } | { raw: string | Buffer };

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

/** Fastly answers 400 or 404 for what it does not know. */
export function isUnknownToFastly(error: unknown): boolean {
  return error instanceof FastlyApiError && (error.status === 404 || error.status === 400);
}

/** For a request whose answer may be that there is no such thing. */
export function undefinedIfUnknown(error: unknown): undefined {
  if (isUnknownToFastly(error)) {
    return undefined;
  }
  throw error;
}

export function fastlyClient(baseUrl: string, apiKey: string | undefined): FastlyClient {
  return {
    async request(method, path, body) {
      const answer = await send(`${baseUrl.replace(/\/$/, "")}${path}`, {
        method,
        headers: { accept: "application/json", ...(apiKey ? { "Fastly-Key": apiKey } : {}), ...contentType(body) },
        body: encoded(body),
      });
      if (answer.status < 200 || answer.status > 299) {
        throw new FastlyApiError(answer.status, detailOf(answer.text) || answer.reason, `${method} ${path}`);
      }
      return answer.text === "" ? undefined : parseJson(answer.text);
    },
  };
}

interface Sent {
  method: string;
  headers: Record<string, string>;
  body: string | Buffer | undefined;
}

interface Answer {
  status: number;
  reason: string;
  text: string;
}

/** By Node's own client, which the Pulumi SDK has loaded: the first `fetch` of a process costs as much as ten requests. */
async function send(url: string, { method, headers, body }: Sent): Promise<Answer> {
  try {
    return await new Promise((resolve, reject) => {
      const { request } = url.startsWith("http:") ? http : https;
      const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
      const signal = AbortSignal.timeout(TIMEOUT);
      const sent = request(url, { method, headers: { ...headers, ...length }, signal }, (response) => {
        const parts: Buffer[] = [];
        response.on("data", (part: Buffer) => parts.push(part));
        response.on("error", reject);
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            reason: response.statusMessage ?? "",
            text: Buffer.concat(parts).toString("utf8"),
          }),
        );
      });
      sent.on("error", reject);
      sent.end(body);
    });
  } catch (error) {
    throw new ComputeError(
      `${method} ${url} was not answered: ${reasonOf(error as NodeJS.ErrnoException)}`,
      UNREACHABLE,
    );
  }
}

/** After the time is over the reason is the cause, and of a name with several addresses there is only a code. */
function reasonOf({ cause, message, code }: NodeJS.ErrnoException): string {
  return cause instanceof Error ? cause.message : message || String(code);
}

function encoded(body: RequestBody | undefined): string | Buffer | undefined {
  if (body === undefined) {
    return undefined;
  }
  if ("form" in body) {
    return new URLSearchParams(body.form).toString();
  }
  return "json" in body ? JSON.stringify(body.json) : body.raw;
}

function contentType(body: RequestBody | undefined): Record<string, string> {
  if (body === undefined) {
    return {};
  }
  const kind = "form" in body ? "x-www-form-urlencoded" : "json" in body ? "json" : "octet-stream";
  return { "content-type": `application/${kind}` };
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
