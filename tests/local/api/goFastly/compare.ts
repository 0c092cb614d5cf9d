import type { Interaction } from "./fixtures";

interface Answer {
  status: number;
  body: string;
}

/** Values that differ in every account or at every time. Only their type is compared. */
const VARIES =
  /^(id|created_at|updated_at|deleted_at|last_updated|digest|expires_at|hashsum|files_hash|size|customer_id|next_cursor|created_by|updated_by|access_key|secret_key|integration_id|signingKey)$/;

/** Types of JSON:API whose ids nobody chooses. */
const MADE_IDS = new Set(["tls_authorization", "tls_configuration"]);

/**
 * Replaces the token of a challenge, the id of a purge and the address of the API. Otherwise texts with the same
 * meaning would differ.
 */
function madeAlike(value: unknown): unknown {
  return typeof value === "string"
    ? value
        .replace(/^\d+-\d{10}-\d+(-\d+)?$/, "PURGE")
        .replace(/^[a-z0-9]{18}\.fastly-validations\.com$/, "TOKEN.fastly-validations.com")
        .replace(/^https?:\/\/(api\.fastly\.com|127\.0\.0\.1:\d+)\//, "API/")
    : value;
}

/** Fields that the API returns only since some of the recordings were made. */
const LATER = /^(environments|keepalive_time|max_use|max_lifetime|prefer_ipv6|share_key|tcp_keepalive_\w+)$/;

/** `same`, `not modelled`, or the first difference. */
export function difference(recorded: Interaction, ours: Answer): string {
  const known = json(ours.body);
  if (isNoRoute(ours, known)) {
    return "not modelled";
  }
  if (recorded.status !== ours.status) {
    return `status ${ours.status}, and not ${recorded.status}`;
  }
  const theirs = json(recorded.answer);
  if (theirs === undefined || known === undefined) {
    return recorded.answer === ours.body ? "same" : `body`;
  }
  return differs(theirs, known, "") ?? "same";
}

function isNoRoute({ status }: Answer, body: unknown): boolean {
  const { msg } = (body ?? {}) as { msg?: string };
  return (status === 404 && msg === "Not found") || (status === 405 && msg === "Method not allowed");
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function differs(theirs: unknown, ours: unknown, path: string): string | undefined {
  const key = path.split(".").at(-1) ?? "";
  if (Array.isArray(theirs) && Array.isArray(ours)) {
    return listDiffers(theirs, ours, path);
  }
  if (isObject(theirs) && isObject(ours)) {
    const keys = [...new Set([...Object.keys(theirs), ...Object.keys(ours)])];
    for (const each of keys) {
      const inner = path === "" ? each : `${path}.${each}`;
      if (!Object.hasOwn(theirs, each)) {
        if (LATER.test(each)) continue;
        return `${inner} is ours alone`;
      }
      if (!Object.hasOwn(ours, each)) return `${inner} is lacking`;
      const found = differs(theirs[each], ours[each], inner);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (VARIES.test(key)) {
    return kind(theirs) === kind(ours) ? undefined : `${path} is ${kind(ours)}, and not ${kind(theirs)}`;
  }
  return Object.is(madeAlike(theirs), madeAlike(ours))
    ? undefined
    : `${path} is ${JSON.stringify(ours)}, and not ${JSON.stringify(theirs)}`;
}

/**
 * The account of the recordings had more things: everything in our list must be in theirs. Objects with only an id,
 * which differs in every account, are compared by their places.
 */
function listDiffers(theirs: unknown[], ours: unknown[], path: string): string | undefined {
  for (const [index, element] of ours.entries()) {
    const same = isObject(element)
      ? (theirs.find((each) => isObject(each) && identity(each) === identity(element)) ??
        (hasMadeId(element) && theirs.length === ours.length ? theirs[index] : undefined))
      : theirs.find((each) => Object.is(madeAlike(each), madeAlike(element)));
    if (same === undefined) return `${path}[${index}] is ours alone`;
    const found = differs(same, element, `${path}[]`);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A chart of a dashboard has a title, and no type. */
function hasMadeId({ type, title }: Record<string, unknown>): boolean {
  return MADE_IDS.has(String(type)) || title !== undefined;
}

function identity(object: Record<string, unknown>): unknown {
  const { id, code, name, item_key, prefix, number, type, access_key } = object;
  return id ?? code ?? name ?? item_key ?? prefix ?? number ?? type ?? access_key ?? "";
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function kind(value: unknown): string {
  return value === null ? "null" : typeof value;
}
