import { STATUS_CODES } from "node:http";

interface Problem {
  title?: string;
  detail?: string;
  code?: string;
}

/** An unsuccessful answer of the Fastly API, in the words of the provider's client. */
export class FastlyApiError extends Error {
  constructor(
    readonly status: number,
    readonly problems: readonly Problem[],
    rateLimit: { remaining?: string; reset?: string } = {},
  ) {
    super(
      [
        `${status} - ${STATUS_CODES[status] ?? ""}:`,
        ...problems.flatMap(({ title, detail, code }) => [
          "",
          ...(title ? [`    Title:  ${title}`] : []),
          ...(detail ? [`    Detail: ${detail}`] : []),
          ...(code ? [`    Code:   ${code}`] : []),
        ]),
        ...(rateLimit.remaining ? [`    RateLimitRemaining: ${rateLimit.remaining}`] : []),
        ...(rateLimit.reset ? [`    RateLimitReset:     ${rateLimit.reset}`] : []),
      ].join("\n"),
    );
    this.name = "FastlyApiError";
  }
}

export function isNotFound(error: unknown): boolean {
  return error instanceof FastlyApiError && error.status === 404;
}

/**
 * Reads the API's error bodies: `{msg, detail}` of the core API, `{errors: [{title, detail}]}` of the newer APIs, and
 * `application/problem+json`. Anything else is quoted unchanged.
 */
export function apiError(status: number, headers: Record<string, unknown>, body: string): FastlyApiError {
  return new FastlyApiError(status, problemsOf(body), {
    remaining: text(headers["fastly-ratelimit-remaining"]),
    reset: text(headers["fastly-ratelimit-reset"]),
  });
}

function problemsOf(body: string): Problem[] {
  try {
    const parsed = JSON.parse(body) as Record<string, unknown>;
    if (Array.isArray(parsed.errors) && parsed.errors.length > 0) {
      return parsed.errors.map((error: Record<string, unknown>) => ({
        title: text(error.title),
        detail: text(error.detail) ?? text(error.reason),
        code: text(error.code),
      }));
    }
    return [{ title: text(parsed.msg) || text(parsed.title), detail: text(parsed.detail) }];
  } catch {
    return [{ title: "Undefined error", detail: body }];
  }
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
