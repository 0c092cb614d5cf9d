import type { Explanation } from "../errors/explanation";
import { fastlyError } from "./errors";

/** Whether Fastly refuses a domain because someone has it already. */
export function isDomainTaken(detail: string): boolean {
  return (
    says(detail, ["domain ", "fqdn "], ["taken", "in use", "owned", "another customer", "another service"]) ||
    says(detail, ["another customer", "another service"], ["domain"])
  );
}

/** Whether a text has one of the first words and, after it, one of the others. Case does not matter. */
function says(text: string, first: string[], then: string[]): boolean {
  const lower = text.toLowerCase();
  return first.some((word) => {
    const at = lower.indexOf(word);
    return at !== -1 && then.some((other) => lower.includes(other, at + word.length));
  });
}

/** What the remedies of an error depend on, besides Fastly's answer. */
export interface Circumstances {
  /** The request, such as `POST /service`. */
  request?: string;
  /** The commands to run after the remedy. Default: the command that failed. */
  again?: readonly string[];
  /** The remedy for a token that Fastly rejects, by where the token comes from. */
  token?: string;
  /** When a limit ends, if Fastly says so. */
  ends?: Date;
  /** Whether the request deletes something. */
  deletes?: boolean;
}

/** The codes of refusals, by Fastly's status and words. The first match counts. */
const REFUSALS: { code: RefusalCode; status?: number; words?: (detail: string) => boolean; deletes?: true }[] = [
  { code: "still-in-use", status: 409, deletes: true },
  { code: "domain-in-use", words: isDomainTaken },
  {
    code: "service-name-in-use",
    words: (detail) =>
      says(detail, ["name "], ["taken", "in use", "already"]) ||
      says(detail, ["duplicate service", "service name"], [""]),
  },
  {
    code: "product-not-in-contract",
    words: (detail) =>
      says(detail, ["not entitled", "entitlement", "contact support"], [""]) ||
      says(detail, ["product "], ["cannot be enabled"]),
  },
  { code: "healthcheck-order", words: (detail) => says(detail, ["no healthcheck named"], [""]) },
  { code: "token-refused", status: 401 },
  { code: "token-not-allowed", status: 403 },
  { code: "name-in-use", status: 409 },
  { code: "proxy-login", status: 407 },
  { code: "requests-limited", status: 429 },
];

/** The error for a refusal by Fastly's API. */
export function refusedByFastly(status: number, detail: string, given: Circumstances = {}): Explanation {
  const found = REFUSALS.find(
    (entry) =>
      (entry.status === undefined || entry.status === status) &&
      (entry.deletes === undefined || entry.deletes === given.deletes) &&
      (entry.words?.(detail) ?? true),
  );
  return fastlyError.explain(given.ends !== undefined ? "changes-limited" : (found?.code ?? otherRefusal(status)), {
    status,
    detail,
    ends: given.ends,
    request: given.request ?? "a request",
    again: given.again,
    token: given.token ?? "Give another API token: this one is missing, wrong or expired.",
  });
}

function otherRefusal(status: number): RefusalCode {
  return status >= 500 ? "fastly-failed" : status >= 300 && status < 400 ? "fastly-redirected" : "fastly-refused";
}

/** The codes of errors that quote an answer of Fastly. */
type RefusalCode =
  | "changes-limited"
  | "domain-in-use"
  | "fastly-failed"
  | "fastly-redirected"
  | "fastly-refused"
  | "healthcheck-order"
  | "name-in-use"
  | "product-not-in-contract"
  | "proxy-login"
  | "requests-limited"
  | "service-name-in-use"
  | "still-in-use"
  | "token-not-allowed"
  | "token-refused";
