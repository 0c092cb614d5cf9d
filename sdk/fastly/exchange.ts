import * as http from "node:http";
import * as https from "node:https";
import { proxyAgent } from "./proxy";

/** One request, as it goes over the wire. */
export interface Sent {
  url: string;
  method: string;
  headers: Record<string, string>;
  body: string | Buffer | Streamed | undefined;
  /** The most bytes of an answer. */
  maxBytes: number;
  /** Takes the bytes of a 200 instead of the answer's `body`, so that they are not kept. */
  sink?: (part: Buffer) => void;
}

/** A body that is made while it is sent, and made again for another try. */
export interface Streamed {
  /** Its exact length. */
  bytes: number;
  /** Each is sent before the next one is asked for. */
  chunks(): AsyncIterable<Buffer>;
}

export interface Answer {
  status: number;
  reason: string;
  headers: http.IncomingHttpHeaders;
  body: Buffer;
}

/** There was no answer, or not all of one. */
export class NotAnswered extends Error {
  constructor(
    reason: string,
    /** Whether the request cannot have been carried out. */
    readonly neverArrived: boolean,
    /** Whether another try can have another end. */
    readonly mayPass: boolean,
    /** Whether there was an answer, of more bytes than were asked for. */
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

/** A body could not be made. */
class BodyFailed extends Error {}

/** How long an answer may take, in milliseconds; a large body gets more, by the slowest link that is of use. */
const PATIENCE = 60_000;
const BYTES_PER_MILLISECOND = 50;

/**
 * One request and its answer. By Node's own client, which the Pulumi SDK has loaded: the first `fetch` of a process costs
 * as much as ten requests.
 *
 * @throws NotAnswered, or whatever the making of the body has failed with. Fastly then takes nothing, as bytes are lacking.
 */
export async function exchange(sent: Sent): Promise<Answer> {
  try {
    return await answerTo(sent);
  } catch (error) {
    if (error instanceof BodyFailed) {
      throw error.cause;
    }
    // Node throws for an address or a token that cannot be sent.
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
    // Not a signal that ends by itself: it would keep each request, with its body, until then.
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

/** No more of it is made than the network takes, and no more when nobody takes it. A piece is made once the last is gone. */
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

/** No connection was made, so that nothing was asked for. */
const NEVER_ARRIVED = ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"];

/** What a network does for an instant, and what a connection that was kept for too long does. */
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

/** After the time is over the reason is the cause, and of a name with several addresses there is only a code. */
function notAnswered({ cause, message, code = "" }: NodeJS.ErrnoException): NotAnswered {
  const reason = cause instanceof Error ? cause.message : message || code;
  return new NotAnswered(reason, NEVER_ARRIVED.includes(code), MAY_PASS.includes(code));
}
