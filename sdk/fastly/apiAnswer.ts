import { ComputeError } from "../errors";
import { fastlyError } from "./errors";
import { type Answer, NotAnswered } from "./exchange";
import { type Circumstances, refusedByFastly } from "./remedies";
import { requestedWait } from "./retry";

/** A refusal by Fastly: its own words, and the remedy. */
export class FastlyApiError extends ComputeError {
  constructor(
    readonly status: number,
    readonly detail: string,
    request: string,
    /** Whether the answer has Fastly's form, and does not come from a proxy. */
    readonly isOfFastly = true,
    circumstances: Circumstances = {},
  ) {
    super(refusedByFastly(status, detail, { ...circumstances, request }));
    this.name = "FastlyApiError";
  }
}

/** Fastly answers 400 or 404 for an unknown thing. A proxy's 400 or 404 means nothing. */
export function isUnknownToFastly(error: unknown): boolean {
  return error instanceof FastlyApiError && error.isOfFastly && (error.status === 404 || error.status === 400);
}

/** Handles the error of a request for something that may not exist. */
export function undefinedIfUnknown(error: unknown): undefined {
  if (isUnknownToFastly(error)) {
    return undefined;
  }
  throw error;
}

export function contentOf(
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
  const wait = requestedWait(outcome, Date.now());
  const ends = status === 429 && wait !== undefined ? new Date(Date.now() + wait) : undefined;
  const isOfFastly = body.length === 0 || (typeof answer === "object" && answer !== null);
  throw new FastlyApiError(status, detailOf(answer) || outcome.reason, request, isOfFastly, {
    ends,
    token: tokenRemedy,
  });
}

/** The answer to a successful request. A captive portal or a proxy may answer anything with 200. */
function jsonOf(text: string, status: number, request: string): unknown {
  const isRead = request.startsWith("GET ");
  if (text === "" && !isRead) {
    return undefined;
  }
  const value = parseJson(text);
  if (value === undefined) {
    const by = text === "" ? "nothing" : text.trimStart().startsWith("<") ? "HTML" : "incomplete JSON";
    throw unusable(`${status} and ${by}`, request);
  }
  return value;
}

/** The error for an answer that is incomplete, or cannot be Fastly's. */
export function unusable(what: string, request: string): ComputeError {
  return fastlyError("answer-not-fastlys", { request, by: what });
}

/** Fastly's API has three forms of errors, each with its text in another place. */
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
