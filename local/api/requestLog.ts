/** A request in the form of the real provider's recordings. */
export interface RecordedRequest {
  /** The method, such as `POST`. */
  method: string;
  /** The path with its query. */
  path: string;
  /** The form or JSON value, `"<package>"` for an upload, the text of anything else, and null for no body. */
  body: unknown;
  /** Null when no answer was sent. */
  status: number | null;
}

/** More requests than any run makes, and enough of their bodies. */
const MOST_REQUESTS = 100_000;
const MOST_BODY_BYTES = 64_000_000;

/** Stands for a body that was too large to keep, or is too old. */
const NOT_KEPT = "<not kept>";

/** The requests so far. When there are too many, the latest requests and bodies. */
export class RequestLog {
  readonly requests: RecordedRequest[] = [];
  /** The requests whose bodies are kept, oldest first. */
  #kept: { request: RecordedRequest; bytes: number }[] = [];
  #bytes = 0;

  add(request: RecordedRequest): void {
    this.requests.push(request);
    if (this.requests.length > MOST_REQUESTS) {
      this.requests.splice(0, MOST_REQUESTS / 10);
    }
  }

  /** @param body bytes become text when they are read. @param bytes the length of the body as sent. */
  keepBody(request: RecordedRequest, body: unknown, bytes: number): void {
    if (bytes > MOST_BODY_BYTES) {
      request.body = NOT_KEPT;
      return;
    }
    show(request, body);
    this.#kept.push({ request, bytes });
    for (this.#bytes += bytes; this.#bytes > MOST_BODY_BYTES; ) {
      const oldest = this.#kept.shift();
      this.#bytes -= oldest?.bytes ?? 0;
      if (oldest !== undefined) {
        show(oldest.request, NOT_KEPT);
      }
    }
  }

  clear(): void {
    this.requests.length = 0;
    this.#kept = [];
    this.#bytes = 0;
  }
}

function show(request: RecordedRequest, body: unknown): void {
  const shown = Buffer.isBuffer(body) ? { get: () => body.toString("utf8") } : { value: body, writable: true };
  Object.defineProperty(request, "body", { ...shown, enumerable: true, configurable: true });
}
