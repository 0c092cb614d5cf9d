/** A request as the recordings of the real provider have it. */
export interface RecordedRequest {
  /** Such as `POST`. */
  method: string;
  /** With the query. */
  path: string;
  /** The form or JSON value, `"<package>"` for an upload, the text of anything else, null for none. */
  body: unknown;
  /** Null when no answer was sent. */
  status: number | null;
}

/** More requests than any run makes, and as much of their bodies as is looked at. */
const MOST_REQUESTS = 100_000;
const MOST_BODY_BYTES = 64_000_000;

/** What stands for a body that was too large to be kept, or is too long ago. */
const NOT_KEPT = "<not kept>";

/** The requests so far: the latest of them, and of their bodies, where there are too many to keep all. */
export class RequestLog {
  readonly requests: RecordedRequest[] = [];
  /** Those whose bodies are kept, the oldest first. */
  #kept: { request: RecordedRequest; bytes: number }[] = [];
  #bytes = 0;

  add(request: RecordedRequest): void {
    this.requests.push(request);
    if (this.requests.length > MOST_REQUESTS) {
      this.requests.splice(0, MOST_REQUESTS / 10);
    }
  }

  /**
   * @param body bytes are made a text when somebody looks at them.
   * @param bytes of the body as it was sent.
   */
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
