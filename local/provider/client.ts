import { randomUUID } from "node:crypto";
import { Agent, request as httpRequest, type IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { apiError } from "./apiError";

export type FormValue = string | number | boolean;
export type Form = Record<string, FormValue>;

export interface RequestOptions {
  /** Sent as `application/x-www-form-urlencoded`, with booleans as 1 and 0. */
  form?: Form;
  json?: unknown;
  file?: UploadFile;
  query?: Record<string, string>;
  /** Writing requests with the same key wait for each other. The provider uses the service's id. */
  lock?: string;
  /** The only status that counts as a success, where the provider requires one. */
  expect?: number;
}

/** A file for the field `field` of a `multipart/form-data` body. It is streamed, and not kept in memory. */
export interface UploadFile {
  field: string;
  filename: string;
  size: number;
  open(): Readable;
}

export interface FastlyClient {
  /**
   * Sends a request to the path of these segments, each escaped. Returns the decoded body, or null for an empty one.
   */
  send(method: string, path: readonly (string | number)[], options?: RequestOptions): Promise<unknown>;
  /** The same with GET, for a list in pages: follows the Link header to the last page. */
  list(path: readonly (string | number)[]): Promise<unknown[]>;
}

const SUCCESS = new Set([200, 201, 202, 204, 205, 206]);
/** How many milliseconds a connection may be idle. */
const IDLE_MS = 1_000;

const PAGE_SIZE = 100;

interface Answer {
  status: number;
  headers: IncomingMessage["headers"];
  body: string;
}

/**
 * A client for the Fastly API that sends the same as the provider's go-fastly: without retries, and with connections
 * kept alive.
 */
export function fastlyClient(args: { apiKey: string; baseUrl: string; timeoutMs: number }): FastlyClient {
  // A process that deploys again and again has a client for each run. So connections end soon after the last request.
  const agent = new Agent({ keepAlive: true, timeout: IDLE_MS });
  const locks = new Map<string, Promise<unknown>>();
  const base = new URL(args.baseUrl);

  async function answer(method: string, path: readonly (string | number)[], options: RequestOptions): Promise<Answer> {
    const url = urlOf(base, path, options.query);
    const run = () => exchange(agent, method, url, args, options);
    const result = await (options.lock === undefined || method === "GET" ? run() : inTurn(locks, options.lock, run));
    const accepted = options.expect === undefined ? SUCCESS.has(result.status) : result.status === options.expect;
    if (!accepted) throw apiError(result.status, result.headers, result.body);
    return result;
  }

  return {
    send: async (method, path, options = {}) => {
      const { body } = await answer(method, path, options);
      return body === "" ? null : JSON.parse(body);
    },
    list: async (path) => {
      const items: unknown[] = [];
      for (let page = 1, last = 1; page <= last; page++) {
        const query = { page: String(page), per_page: String(PAGE_SIZE) };
        const { body, headers } = await answer("GET", path, { query });
        items.push(...(JSON.parse(body) as unknown[]));
        last = lastPage(headers.link) ?? last;
      }
      return items;
    },
  };
}

function urlOf(base: URL, path: readonly (string | number)[], query?: Record<string, string>): URL {
  const url = new URL(base);
  url.pathname = [base.pathname.replace(/\/$/, ""), ...path.map(escaped)].join("/");
  for (const [key, value] of Object.entries(query ?? {})) url.searchParams.set(key, value);
  return url;
}

/** Like Go's `url.PathEscape`: `$&+:=@` are not escaped in a path. */
function escaped(part: string | number): string {
  return encodeURIComponent(part)
    .replace(/%(24|26|2B|3A|3D|40)/g, decodeURIComponent)
    .replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

function lastPage(link: string | string[] | undefined): number | undefined {
  const last = [link]
    .flat()
    .join(",")
    .split(",")
    .find((part) => part.includes('rel="last"'));
  const found = /[?&]page=(\d+)/.exec(last ?? "");
  return found === null ? undefined : Number(found[1]);
}

function inTurn<T>(locks: Map<string, Promise<unknown>>, key: string, run: () => Promise<T>): Promise<T> {
  const turn = (locks.get(key) ?? Promise.resolve()).then(run, run);
  locks.set(key, turn);
  return turn;
}

interface Body {
  headers: Record<string, string | number>;
  open(): Readable;
}

async function exchange(
  agent: Agent,
  method: string,
  url: URL,
  { apiKey, timeoutMs }: { apiKey: string; timeoutMs: number },
  options: RequestOptions,
): Promise<Answer> {
  const body = bodyOf(options);
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    return await new Promise<Answer>((resolve, reject) => {
      const headers = { "fastly-key": apiKey, accept: "application/json", ...body?.headers };
      const sent = httpRequest(url, { method, agent, headers, signal }, (response) => {
        readText(response).then(
          (text) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
          reject,
        );
      });
      sent.on("error", reject);
      if (body === undefined) sent.end();
      else pipeline(body.open(), sent).catch(reject);
    });
  } catch (error) {
    const op = method[0] + method.slice(1).toLowerCase();
    throw new Error(`${op} "${url.href}": ${transportError(error, url, signal)}`, { cause: error });
  }
}

async function readText(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function transportError(error: unknown, url: URL, signal: AbortSignal): string {
  if (signal.aborted) return "context deadline exceeded (Client.Timeout exceeded while awaiting headers)";
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "ECONNREFUSED") return `dial tcp ${url.host}: connect: connection refused`;
  if (code === "ECONNRESET" || code === "EPIPE") return "EOF";
  return message;
}

function bodyOf({ form, json, file }: RequestOptions): Body | undefined {
  if (form !== undefined) {
    const entries = Object.entries(form).map(([key, value]): [string, string] => [key, formText(value)]);
    return textBody("application/x-www-form-urlencoded", new URLSearchParams(entries).toString());
  }
  if (json !== undefined) return textBody("application/json", JSON.stringify(json));
  return file === undefined ? undefined : fileBody(file);
}

function formText(value: FormValue): string {
  return typeof value === "boolean" ? (value ? "1" : "0") : String(value);
}

function textBody(type: string, text: string): Body {
  return {
    headers: { "content-type": type, "content-length": Buffer.byteLength(text) },
    open: () => Readable.from([Buffer.from(text)]),
  };
}

function fileBody(file: UploadFile): Body {
  const boundary = randomUUID();
  const name = file.filename.replace(/[\\"]/g, "\\$&");
  const disposition = `Content-Disposition: form-data; name="${file.field}"; filename="${name}"`;
  const head = `--${boundary}\r\n${disposition}\r\nContent-Type: application/octet-stream\r\n\r\n`;
  const tail = `\r\n--${boundary}--\r\n`;
  return {
    headers: {
      "content-type": `multipart/form-data; boundary=${boundary}`,
      "content-length": Buffer.byteLength(head) + file.size + Buffer.byteLength(tail),
    },
    open: () =>
      Readable.from(
        (async function* () {
          yield Buffer.from(head);
          yield* file.open();
          yield Buffer.from(tail);
        })(),
      ),
  };
}
