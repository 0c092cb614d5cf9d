import { createHash } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { ComputeError } from "../errors";
import { fastlyError } from "./errors";
import { type Answer, exchange, NotAnswered, type Streamed } from "./exchange";
import { localApi } from "./localApi";
import { type Circumstances, refusal } from "./remedies";
import { limitAhead, pauseBeforeNext, toldWait } from "./retry";

/** Requests to Fastly's API that no resource of the provider makes. */
export interface FastlyClient {
  /**
   * Whether the API is on this machine, and so a stand-in for Fastly's. Its services are others than those that a
   * manifest names. `FASTLY_COMPUTE_LOCAL_API=as-fastly` has it taken for Fastly, to test and show what that means.
   */
  readonly isStandIn?: boolean;
  /** Whether the API is on this machine, whatever it is taken for: then no DNS of the world knows its domains. */
  readonly isLocal?: boolean;
  /** The time by Fastly's clock, as its answers tell it: that of the machine may be wrong, or be another one. */
  now?(): number;
  /**
   * Sends a request, again where that is safe (see `retry.ts`).
   *
   * @returns the JSON of the answer; undefined when a request that changes something is answered by nothing. Of a value
   * what `how` asks for.
   * @throws FastlyApiError when Fastly answers with another status than 2xx, ComputeError when there is no answer of
   * Fastly's.
   */
  request(method: string, path: string, body?: RequestBody, how?: How): Promise<unknown>;
}

/** The time by Fastly's clock, as far as this client tells it. */
export function fastlyTime(client: Pick<FastlyClient, "now">): number {
  return client.now?.() ?? Date.now();
}

export type RequestBody =
  | { json: unknown }
  | { form: Record<string, string> }
  | { raw: string | Buffer }
  /** Bytes, or JSON with one value a line, that are made while they are sent. */
  | { stream: Streamed; type: "octet-stream" | "x-ndjson" };

/** What is special about a request. */
export interface How {
  /** Whether it may be carried out twice. By default all may but POST and PATCH. */
  repeatable?: boolean;
  /** The answer is the bytes of a value, of no more than this length; undefined for a longer one. */
  bytes?: number;
  /** Of these bytes only a digest is wanted, and what Fastly keeps beside them: a {@link Digested}. */
  digest?: boolean;
  /** What Fastly keeps beside these bytes is wanted too: a {@link ReadValue}. */
  metadata?: boolean;
  /** Headers besides the usual ones. */
  headers?: Record<string, string>;
  /** Called whenever Fastly answers that it was asked too often. */
  limited?: () => void;
}

/** A value at Fastly by its digest. */
export interface Digested {
  sha256: string;
  /** What the header of this name says; empty for none. */
  metadata: string;
}

/** A value at Fastly. */
export interface ReadValue {
  value: Buffer;
  /** What the header of this name says; empty for none. */
  metadata: string;
}

/** Fastly said no: its own words, and what to do. */
export class FastlyApiError extends ComputeError {
  constructor(
    readonly status: number,
    readonly detail: string,
    request: string,
    /** Whether the answer has the form of Fastly's, and is not of something between. */
    readonly isOfFastly = true,
    circumstances: Circumstances = {},
  ) {
    super(refusal(status, detail, { ...circumstances, request }));
    this.name = "FastlyApiError";
  }
}

/** The most bytes of an answer in JSON. Fastly's longest, the list of an account's services, has some per cent of it. */
const MOST_JSON = 64_000_000;

/** The first pause before a request is sent again, in milliseconds; nobody has to be spared on this machine. */
const PAUSE = { fastly: 500, local: 5 };

/** Deletes what may be gone already, such as by an earlier run that failed later. */
export async function deleteIfThere(client: FastlyClient, path: string, how?: How): Promise<void> {
  try {
    await client.request("DELETE", path, undefined, how);
  } catch (error) {
    if (!(error instanceof FastlyApiError) || error.status !== 404) {
      throw error;
    }
  }
}

/** Fastly answers 400 or 404 for what it does not know. A proxy that does so in its place tells nothing. */
export function isUnknownToFastly(error: unknown): boolean {
  return error instanceof FastlyApiError && error.isOfFastly && (error.status === 404 || error.status === 400);
}

/** For a request whose answer may be that there is no such thing. */
export function undefinedIfUnknown(error: unknown): undefined {
  if (isUnknownToFastly(error)) {
    return undefined;
  }
  throw error;
}

/** @param tokenRemedy what to do when Fastly does not take the key. */
export function fastlyClient(baseUrl: string, apiKey: string | undefined, tokenRemedy?: string): FastlyClient {
  const isLocal = localApi(baseUrl) !== undefined;
  const pause = isLocal ? PAUSE.local : PAUSE.fastly;
  // Fastly's limit is one for all changes: what one request is told, all others wait for.
  let limitedUntil = 0;
  let ahead = 0;
  return {
    isLocal,
    now: () => Date.now() + ahead,
    isStandIn: isLocal && process.env.FASTLY_COMPUTE_LOCAL_API !== "as-fastly",
    async request(method, path, body, how = {}) {
      const { repeatable = method !== "POST" && method !== "PATCH", bytes } = how;
      const isChange = method !== "GET" && method !== "HEAD";
      const sent = {
        url: `${baseUrl.replace(TRAILING_SLASH, "")}${path}`,
        method,
        headers: {
          accept: "application/json",
          ...(apiKey ? { "Fastly-Key": apiKey } : {}),
          ...contentType(body),
          ...how.headers,
        },
        body: encoded(body),
        maxBytes: bytes ?? MOST_JSON,
      };
      let since: number | undefined;
      for (let tries = 1; ; tries++) {
        while (isChange && limitedUntil > Date.now()) {
          await delay(limitedUntil - Date.now());
        }
        since ??= Date.now();
        const hash = createHash("sha256");
        const outcome = await exchange(how.digest ? { ...sent, sink: (part) => hash.update(part) } : sent).catch(
          unlessBroken,
        );
        const now = Date.now();
        const told = "headers" in outcome ? Date.parse(outcome.headers.date ?? "") : Number.NaN;
        ahead = Number.isNaN(told) ? ahead : told - now;
        const wait = pauseBeforeNext(outcome, { tries, since, repeatable, pause }, now);
        if ("status" in outcome && isChange) {
          const isLimited = outcome.status === 429;
          limitedUntil = Math.max(limitedUntil, now + (isLimited ? (wait ?? 0) : limitAhead(outcome, now)));
          if (isLimited) {
            how.limited?.();
          }
        }
        if (wait === undefined) {
          const asked = { request: `${method} ${path}`, address: `${method} ${sent.url}`, tries, tokenRemedy };
          const content = contentOf(outcome, asked, bytes !== undefined);
          if (!(how.digest || how.metadata) || !Buffer.isBuffer(content) || outcome instanceof NotAnswered) {
            return content;
          }
          const metadata = headerText(outcome.headers.metadata);
          return how.digest ? { sha256: hash.digest("hex"), metadata } : { value: content, metadata };
        }
        await delay(wait);
      }
    },
  };
}

/** A request without an answer may be sent again. What is wrong with its body stays wrong. */
function unlessBroken(error: unknown): NotAnswered {
  if (error instanceof NotAnswered) {
    return error;
  }
  throw error;
}

/** A header has one byte for each character: the text is in UTF-8. */
function headerText(header: string | string[] | undefined): string {
  return Buffer.from([header ?? ""].flat().join(), "latin1").toString("utf8");
}

const TRAILING_SLASH = /\/$/;

function contentOf(
  outcome: Answer | NotAnswered,
  { request, address, tries, tokenRemedy }: { request: string; address: string; tries: number; tokenRemedy?: string },
  isBytes: boolean,
): unknown {
  if (outcome instanceof NotAnswered) {
    if (isBytes && outcome.isTooLong) {
      return undefined;
    }
    throw fastlyError("fastly-unreachable", { address, tries, reason: outcome.message });
  }
  const { status, body } = outcome;
  if (status >= 200 && status <= 299) {
    return isBytes ? body : jsonOf(body.toString("utf8"), status, request);
  }
  const answer = parseJson(body.toString("utf8"));
  const wait = toldWait(outcome, Date.now());
  const ends = status === 429 && wait !== undefined ? new Date(Date.now() + wait) : undefined;
  const isOfFastly = body.length === 0 || (typeof answer === "object" && answer !== null);
  throw new FastlyApiError(status, detailOf(answer) || outcome.reason, request, isOfFastly, {
    ends,
    token: tokenRemedy,
  });
}

/** What a request that succeeded was answered by. A portal of a network, or a proxy, says yes to anything. */
function jsonOf(text: string, status: number, request: string): unknown {
  const isRead = request.startsWith("GET ");
  if (text === "" && !isRead) {
    return undefined;
  }
  const value = parseJson(text);
  if (value === undefined) {
    const by = text === "" ? "nothing" : text.trimStart().startsWith("<") ? "HTML" : "what is no complete JSON";
    throw unusable(`${status} and ${by}`, request);
  }
  return value;
}

/** An answer that cannot be Fastly's, or is not all of it. */
export function unusable(what: string, request: string): ComputeError {
  return fastlyError("answer-not-fastlys", { request, by: what });
}

function encoded(body: RequestBody | undefined): string | Buffer | Streamed | undefined {
  if (body === undefined) {
    return undefined;
  }
  if ("form" in body) {
    return new URLSearchParams(body.form).toString();
  }
  if ("stream" in body) {
    return body.stream;
  }
  return "json" in body ? JSON.stringify(body.json) : body.raw;
}

function contentType(body: RequestBody | undefined): Record<string, string> {
  if (body === undefined) {
    return {};
  }
  const type =
    "type" in body ? body.type : "form" in body ? "x-www-form-urlencoded" : "json" in body ? "json" : undefined;
  return { "content-type": `application/${type ?? "octet-stream"}` };
}

/** Fastly's API has three forms of error; each has its words somewhere else. */
function detailOf(parsed: unknown): string {
  const answer = (parsed ?? {}) as { msg?: unknown; errors?: unknown };
  const said = ((Array.isArray(answer.errors) ? answer.errors[0] : undefined) ?? answer) as Record<string, unknown>;
  const words = [answer.msg, said.title, said.detail, said.reason].filter(
    (part) => typeof part === "string" && part !== "",
  );
  return [...new Set(words)].join(": ");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
