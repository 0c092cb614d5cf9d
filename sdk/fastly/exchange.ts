import * as http from "node:http";
import * as https from "node:https";
import { proxyAgent } from "./proxy";

/** One request as it is sent. */
export interface Sent {
  url: string;
  method: string;
  headers: Record<string, string>;
  body: string | Buffer | Streamed | undefined;
  /** The most bytes of the answer. */
  maxBytes: number;
  /** Takes the bytes of a 200 instead of the answer's `body`, so that they are not kept in memory. */
  sink?: (part: Buffer) => void;
}

/** A body that is made while it is sent. It is made again for another try. */
export interface Streamed {
  /** Its exact length in bytes. */
  bytes: number;
  /** Gives the next chunk once the last one is sent. */
  chunks(): AsyncIterable<Buffer>;
}

export interface Answer {
  status: number;
  reason: string;
  headers: http.IncomingHttpHeaders;
  body: Buffer;
}

/** There was no answer, or only a part of one. */
export class NotAnswered extends Error {
  constructor(
    reason: string,
    /** Whether the request was certainly not carried out. */
    readonly neverArrived: boolean,
    /** Whether another try may succeed. */
    readonly mayPass: boolean,
    /** Whether the answer was longer than allowed. */
    readonly isTooLong = false,
  ) {
    super(reason);
    this.name = "NotAnswered";
  }
}

class NoAnswerInTime extends Error {
  readonly code = "ETIMEDOUT";
  constructor(patience: number) {
    super(`no answer within ${Math.round(patience / 1000)} seconds`);
  }
}

/** The body could not be made. */
class BodyFailed extends Error {}

/** How long an answer may take, in milliseconds. A large body gets more time: enough for the slowest usable network. */
const PATIENCE = 60_000;
const BYTES_PER_MILLISECOND = 50;

/**
 * Sends one request and reads its answer. It uses Node's own client, which the Pulumi SDK has loaded already. The first
 * `fetch` of a process costs as much as ten requests.
 *
 * @throws NotAnswered, or the error of making the body. Fastly accepts nothing then, as bytes are missing.
 */
export async function exchange(sent: Sent): Promise<Answer> {
  try {
    return await answerTo(sent);
  } catch (error) {
    if (error instanceof BodyFailed) {
      throw error.cause;
    }
    // Node throws for an address or a token that it cannot send.
    throw error instanceof NotAnswered ? error : new NotAnswered((error as Error).message, true, false);
  }
}

function answerTo({ url, method, headers, body, maxBytes, sink }: Sent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { request } = url.startsWith("http:") ? http : https;
    const size = sizeOf(body);
    const length = body === undefined ? {} : { "content-length": String(size) };
    const patience = PATIENCE + Math.ceil(size / BYTES_PER_MILLISECOND);
    const fail = (error: NodeJS.ErrnoException) => reject(notAnswered(error));
    const agent = proxyAgent(new URL(url));
    const sent = request(url, { method, headers: { ...headers, ...length }, agent }, (response) => {
      const parts: Buffer[] = [];
      let received = 0;
      const take = response.statusCode === 200 && sink !== undefined ? sink : (part: Buffer) => parts.push(part);
      response.on("data", (part: Buffer) => {
        received += part.length;
        if (received > maxBytes) {
          reject(
            new NotAnswered(`the answer has more than ${maxBytes.toLocaleString("en-US")} bytes`, false, false, true),
          );
          response.destroy();
        }
        take(part);
      });
      response.on("error", fail);
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          reason: response.statusMessage ?? "",
          headers: response.headers,
          body: Buffer.concat(parts),
        }),
      );
    });
    sent.on("error", fail);
    // No timeout signal: it would keep each request and its body in memory until the time is over.
    const late = setTimeout(() => sent.destroy(new NoAnswerInTime(patience)), patience).unref();
    sent.on("close", () => clearTimeout(late));
    if (body === undefined || isInMemory(body)) {
      sent.end(body);
    } else {
      stream(body, sent).catch((cause) => {
        reject(new BodyFailed("The body failed", { cause }));
        sent.destroy();
      });
    }
  });
}

function isInMemory(body: string | Buffer | Streamed): body is string | Buffer {
  return typeof body === "string" || Buffer.isBuffer(body);
}

function sizeOf(body: Sent["body"]): number {
  return body === undefined ? 0 : isInMemory(body) ? Buffer.byteLength(body) : body.bytes;
}

/**
 * Makes a piece of the body only once the network has taken the last one. Stops when nobody takes the pieces any more.
 */
async function stream(body: Streamed, to: http.ClientRequest): Promise<void> {
  for await (const chunk of body.chunks()) {
    if (to.destroyed) {
      return;
    }
    await new Promise<void>((resolve) => {
      const gone = () => {
        to.off("close", gone);
        resolve();
      };
      to.on("close", gone);
      to.write(chunk, gone);
    });
  }
  to.end();
}

/** Codes of errors before a connection was made: nothing was sent. */
const NEVER_ARRIVED = ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"];

/** Codes of passing network errors, and of connections that were kept open for too long. */
const MAY_PASS = [
  "ECONNREFUSED",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ECONNRESET",
  "ECONNABORTED",
  "EPIPE",
  "ETIMEDOUT",
  "ABORT_ERR",
];

/** After a timeout the reason is in the cause. For a name with several addresses there is only a code. */
function notAnswered({ cause, message, code = "" }: NodeJS.ErrnoException): NotAnswered {
  const reason = cause instanceof Error ? cause.message : message || code;
  return new NotAnswered(reason, NEVER_ARRIVED.includes(code), MAY_PASS.includes(code));
}
