import type { ComputeServiceArgs } from "./args";
import type { ReleaseArgs, ReleaseCheckArgs } from "./releaseArgs";

/** What is wrong with an argument, besides its type. */
interface Problem {
  path: string;
  why: string;
}

/** Whether the service is going to be asked for something, and so needs an address. */
export function isAsked({ verify, release }: Pick<ComputeServiceArgs, "verify" | "release">): boolean {
  const asks = (checks: ReleaseCheckArgs[] = []) => checks.some((check) => check.command === undefined);
  const hasNone = release !== undefined && (release.checks ?? []).length === 0;
  return verify !== undefined || hasNone || asks(release?.checks) || asks(release?.before?.checks);
}

export function releaseProblems(release: ReleaseArgs | undefined): Problem[] {
  const { checks = [], settleSeconds, before, after, canary } = release ?? {};
  return [
    ...(canary ? [{ path: "release.canary", why: NO_CANARY }] : []),
    ...within("release.settleSeconds", settleSeconds),
    ...within("release.after.seconds", after?.seconds),
    ...within("release.after.maxErrorPercent", after?.maxErrorPercent, 100),
    ...within("release.after.minRatePercent", after?.minRatePercent, 100),
    ...within("release.after.maxMilliseconds", after?.maxMilliseconds, 3_600_000),
    ...within("release.after.minRequests", after?.minRequests, 1_000_000_000),
    ...(before?.checks ?? []).flatMap((check, index) => problemsOfCheck(check, `release.before.checks[${index}]`)),
    ...checks.flatMap((check, index) => problemsOfCheck(check, `release.checks[${index}]`)),
  ];
}

const NO_CANARY =
  "cannot be, as Fastly serves one version of a service to all: try the new one on the staging network, by [release.before]";

/** What only a request has. */
const OF_REQUESTS = [
  "path",
  "method",
  "requestHeaders",
  "status",
  "headers",
  "bodyContains",
  "json",
  "maxMilliseconds",
] as const satisfies (keyof ReleaseCheckArgs)[];

function problemsOfCheck(check: ReleaseCheckArgs, at: string): Problem[] {
  const { path, method, status, json, headers, requestHeaders, command } = check;
  const wrong = (key: keyof ReleaseCheckArgs, why: string, isWrong: boolean): Problem[] =>
    isWrong ? [{ path: `${at}.${key}`, why }] : [];
  const besides = command === undefined ? [] : OF_REQUESTS.filter((key) => check[key] !== undefined);
  return [
    ...wrong("command", `is given beside [${besides[0]}], which is of a request`, besides.length > 0),
    ...wrong("command", "is empty", command?.trim() === ""),
    ...wrong("path", "does not begin with one /", path !== undefined && !/^\/(?!\/)\S*$/.test(path)),
    ...wrong("method", "is no method of HTTP", method !== undefined && !TOKEN.test(method)),
    ...wrong(
      "status",
      "is no status of HTTP, from 100 to 599",
      status !== undefined && !(status >= 100 && status <= 599),
    ),
    ...Object.keys(json ?? {}).flatMap((key) =>
      wrong(
        "json",
        `has ${JSON.stringify(key)}, which is no JSON pointer: it has to begin with /`,
        !/^(\/|$)/.test(key),
      ),
    ),
    ...[...Object.keys(headers ?? {}), ...Object.keys(requestHeaders ?? {})].flatMap((key) =>
      wrong(
        headers !== undefined && Object.hasOwn(headers, key) ? "headers" : "requestHeaders",
        `has ${JSON.stringify(key)}, which is no name of a header`,
        !TOKEN.test(key),
      ),
    ),
    ...within(`${at}.timeoutSeconds`, check.timeoutSeconds),
    ...within(`${at}.maxMilliseconds`, check.maxMilliseconds, 3_600_000),
  ];
}

const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/;

/** Node has no longer timer than that of 24 days, and nobody waits for a day. */
function within(path: string, value: number | undefined, most = 86_400): Problem[] {
  return value === undefined || (value >= 0 && value <= most)
    ? []
    : [{ path, why: `is not a number from 0 to ${most}` }];
}
