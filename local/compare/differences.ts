import type { BackendCall } from "./origins";

/** The outcome of one request on one side. */
export interface Answered {
  /** None without an answer. `failure` says why. */
  status?: number;
  failure?: string;
  headers: [name: string, value: string][];
  body: string;
  calls: BackendCall[];
  logs: string[];
  tookMs: number;
}

/** One difference between the sides. */
export interface Difference {
  /** `status`, `header:NAME`, `body`, `backends` or `log`, as in `--vary`. */
  what: string;
  base: string;
  head: string;
}

/** Headers that differ between any two answers. */
const ALWAYS_VARIES = ["header:date", "header:x-served-by", "header:x-timer"];

/**
 * The differences between the answers of two sides to one request.
 *
 * @param vary the expected differences, by their names in `Difference`. `header` means all headers.
 */
export function differencesOf(base: Answered, head: Answered, vary: readonly string[] = []): Difference[] {
  const names = [...new Set([...base.headers, ...head.headers].map(([name]) => name.toLowerCase()))].sort();
  const header = ({ headers }: Answered, wanted: string) =>
    headers.flatMap(([name, value]) => (name.toLowerCase() === wanted ? [value] : [])).join(", ");
  const lines = (side: Answered) => side.logs.join("\n");
  const all: Difference[] = [
    { what: "status", base: statusOf(base), head: statusOf(head) },
    ...names.map((name) => ({ what: `header:${name}`, base: header(base, name), head: header(head, name) })),
    { what: "body", base: base.body, head: head.body },
    { what: "backends", base: callsOf(base), head: callsOf(head) },
    { what: "log", base: lines(base), head: lines(head) },
  ];
  const expected = new Set([...ALWAYS_VARIES, ...vary.map((name) => name.toLowerCase())]);
  return all.filter(
    ({ what, base, head }) => base !== head && !expected.has(what) && !expected.has(what.split(":")[0] ?? ""),
  );
}

function statusOf({ status, failure }: Answered): string {
  return status === undefined ? `no answer: ${failure}` : String(status);
}

function callsOf({ calls }: Answered): string {
  return calls
    .map(({ backend, method, path, headers, body }) => {
      const named = Object.entries(headers).sort(([a], [b]) => (a < b ? -1 : 1));
      return [
        `${backend}: ${method} ${path}`,
        ...named.map(([name, value]) => `  ${name}: ${value}`),
        ...(body === "" ? [] : [`  ${body}`]),
      ].join("\n");
    })
    .join("\n");
}
