import { createHash } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { contentOf, FastlyApiError } from "./apiAnswer";
import { exchange, NotAnswered } from "./exchange";
import { localApi } from "./localApi";
import { contentType, encoded, type RequestBody } from "./requestBody";
import { limitAhead, pauseBeforeNext } from "./retry";

/** Sends the requests to Fastly's API that no resource of the provider makes. */
export interface FastlyClient {
  /**
   * Whether the API is on this machine, and so a stand-in for Fastly's. Its services are not those that a manifest
   * names. `FASTLY_COMPUTE_LOCAL_API=as-fastly` makes it count as Fastly's, to test and show that case.
   */
  readonly isStandIn?: boolean;
  /** Whether the API is on this machine, whatever it counts as. No public DNS knows its domains then. */
  readonly isLocal?: boolean;
  /** The time by Fastly's clock, from its answers: this machine's clock may be wrong. */
  now?(): number;
  /**
   * Sends a request, and repeats it where that is safe (see `retry.ts`).
   *
   * @returns the JSON of the answer. Undefined when the answer to a change is empty. For a value: what the options ask
   * for.
   * @throws FastlyApiError when Fastly's status is not 2xx, ComputeError when Fastly does not answer.
   */
  request(method: string, path: string, body?: RequestBody, options?: RequestOptions): Promise<unknown>;
}

/** The time by Fastly's clock, if this client knows it. */
export function fastlyTime(client: Pick<FastlyClient, "now">): number {
  return client.now?.() ?? Date.now();
}

/** The special features of a request. */
export interface RequestOptions {
  /** Whether the request may be carried out twice. Default: yes, except for POST and PATCH. */
  repeatable?: boolean;
  /** Returns the bytes of a value, up to this length. Undefined for a longer value. */
  bytes?: number;
  /** Returns a digest instead of the bytes, with the value's metadata: {@link Digested}. */
  digest?: boolean;
  /** Returns the value's metadata too: {@link ReadValue}. */
  metadata?: boolean;
  /** Headers in addition to the usual ones. */
  headers?: Record<string, string>;
  /** Called whenever Fastly answers that there were too many requests. */
  limited?: () => void;
}

/** A value at Fastly, as a digest. */
export interface Digested {
  sha256: string;
  /** The header of this name. Empty when it is missing. */
  metadata: string;
}

/** A value at Fastly. */
export interface ReadValue {
  value: Buffer;
  /** The header of this name. Empty when it is missing. */
  metadata: string;
}

/** The most bytes of a JSON answer. Fastly's longest, the list of an account's services, is far smaller. */
const MOST_JSON = 64_000_000;

/** The first pause before a request is repeated, in milliseconds. An API on this machine needs no long pause. */
const PAUSE = { fastly: 500, local: 5 };

/** Deletes something that may be gone already: an earlier run may have deleted it and failed later. */
export async function deleteIfThere(client: FastlyClient, path: string, options?: RequestOptions): Promise<void> {
  try {
    await client.request("DELETE", path, undefined, options);
  } catch (error) {
    if (!(error instanceof FastlyApiError) || error.status !== 404) {
      throw error;
    }
  }
}

/** Whether Fastly has something at this path. */
export async function isThere(client: FastlyClient, path: string): Promise<boolean> {
  try {
    await client.request("GET", path);
    return true;
  } catch (error) {
    if (!(error instanceof FastlyApiError) || error.status !== 404) {
      throw error;
    }
    return false;
  }
}

/** @param tokenRemedy the remedy when Fastly rejects the key. */
export function fastlyClient(baseUrl: string, apiKey: string | undefined, tokenRemedy?: string): FastlyClient {
  const isLocal = localApi(baseUrl) !== undefined;
  const pause = isLocal ? PAUSE.local : PAUSE.fastly;
  // Fastly has one limit for all changes. So when one request meets it, all others wait.
  let limitedUntil = 0;
  let ahead = 0;
  return {
    isLocal,
    now: () => Date.now() + ahead,
    isStandIn: isLocal && process.env.FASTLY_COMPUTE_LOCAL_API !== "as-fastly",
    async request(method, path, body, options = {}) {
      const { repeatable = method !== "POST" && method !== "PATCH", bytes } = options;
      const isChange = method !== "GET" && method !== "HEAD";
      const sent = {
        url: `${baseUrl.replace(TRAILING_SLASH, "")}${path}`,
        method,
        headers: {
          accept: "application/json",
          ...(apiKey ? { "Fastly-Key": apiKey } : {}),
          ...contentType(body),
          ...options.headers,
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
        const outcome = await exchange(options.digest ? { ...sent, sink: (part) => hash.update(part) } : sent).catch(
          unlessBroken,
        );
        const now = Date.now();
        const date = "headers" in outcome ? Date.parse(outcome.headers.date ?? "") : Number.NaN;
        ahead = Number.isNaN(date) ? ahead : date - now;
        const wait = pauseBeforeNext(outcome, { tries, since, repeatable, pause }, now);
        if ("status" in outcome && isChange) {
          const isLimited = outcome.status === 429;
          limitedUntil = Math.max(limitedUntil, now + (isLimited ? (wait ?? 0) : limitAhead(outcome, now)));
          if (isLimited) {
            options.limited?.();
          }
        }
        if (wait === undefined) {
          const asked = { request: `${method} ${path}`, address: `${method} ${sent.url}`, tries, tokenRemedy };
          const content = contentOf(outcome, asked, bytes !== undefined);
          if (!(options.digest || options.metadata) || !Buffer.isBuffer(content) || outcome instanceof NotAnswered) {
            return content;
          }
          const metadata = headerText(outcome.headers.metadata);
          return options.digest ? { sha256: hash.digest("hex"), metadata } : { value: content, metadata };
        }
        await delay(wait);
      }
    },
  };
}

/** A request without an answer may be repeated. A broken body stays broken. */
function unlessBroken(error: unknown): NotAnswered {
  if (error instanceof NotAnswered) {
    return error;
  }
  throw error;
}

/** A header has one byte per character. Its text is UTF-8. */
function headerText(header: string | string[] | undefined): string {
  return Buffer.from([header ?? ""].flat().join(), "latin1").toString("utf8");
}

const TRAILING_SLASH = /\/$/;
