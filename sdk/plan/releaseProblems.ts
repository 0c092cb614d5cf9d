import type { ComputeServiceArgs } from "./args";
import type { Problem } from "./problem";
import type { ReleaseArgs, ReleaseCanaryArgs, ReleaseCheckArgs } from "./releaseArgs";

/** Whether a run sends requests to the service, which needs an address then. */
export function sendsRequests({ verify, release }: Pick<ComputeServiceArgs, "verify" | "release">): boolean {
  const asks = (checks: ReleaseCheckArgs[] = []) => checks.some((check) => isRequest(check));
  const hasNone = release !== undefined && (release.checks ?? []).length === 0;
  return verify !== undefined || hasNone || asks(release?.checks) || asks(release?.before?.checks);
}

function isRequest({ command, functionName }: ReleaseCheckArgs): boolean {
  return command === undefined && functionName === undefined;
}

/**
 * The problems of all checks that a run makes of the service.
 *
 * @param functions the names of the functions that checks may name.
 */
export function checkProblems(
  { verify, release }: Pick<ComputeServiceArgs, "verify" | "release">,
  functions: readonly string[],
): Problem[] {
  return [
    ...(verify === undefined ? [] : problemsOfCheck(verify, "verify", functions)),
    ...(release === undefined ? [] : releaseProblems(release, functions)),
  ];
}

function releaseProblems(release: ReleaseArgs, functions: readonly string[]): Problem[] {
  const { checks = [], settleSeconds, before, after, canary } = release;
  return [
    ...canaryProblems(canary),
    ...within("release.settleSeconds", settleSeconds),
    ...within("release.after.seconds", after?.seconds),
    ...within("release.after.maxErrorPercent", after?.maxErrorPercent, 100),
    ...within("release.after.minRatePercent", after?.minRatePercent, 100),
    ...within("release.after.maxMilliseconds", after?.maxMilliseconds, 3_600_000),
    ...within("release.after.minRequests", after?.minRequests, 1_000_000_000),
    ...(before?.checks ?? []).flatMap((check, index) =>
      problemsOfCheck(check, `release.before.checks[${index}]`, functions),
    ),
    ...checks.flatMap((check, index) => problemsOfCheck(check, `release.checks[${index}]`, functions)),
  ];
}

/** Why there is no canary, and the alternatives. The address is that of Fastly's page, which says the same. */
function canaryProblems(canary: ReleaseArgs["canary"]): Problem[] {
  if (canary === undefined) {
    return [];
  }
  const why =
    "is not possible: a version of a service is live for all requests or for none (https://docs.fastly.com/en/guides/working-with-services);";
  const given = Object.entries(canary).filter(([, value]) => value !== undefined);
  const keys = given.length === 0 ? ["header"] : given.map(([key]) => key);
  return keys.map((key) => ({
    path: given.length === 0 ? "release.canary" : `release.canary.${key}`,
    why: `${why} ${INSTEAD[key as keyof typeof INSTEAD]}`,
  }));
}

const INSTEAD: Record<keyof ReleaseCanaryArgs, string> = {
  header: "check the new version on the staging network instead, by [release.before]",
  percent: "deploy a second service instead, and let your program send it a share of the requests",
};

/** Settings that only a request has. */
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

function problemsOfCheck(check: ReleaseCheckArgs, at: string, functions: readonly string[]): Problem[] {
  const { path, method, status, json, headers, requestHeaders, command, functionName } = check;
  const wrong = (key: keyof ReleaseCheckArgs, why: string, isWrong: boolean): Problem[] =>
    isWrong ? [{ path: `${at}.${key}`, why }] : [];
  const besides = isRequest(check) ? [] : OF_REQUESTS.filter((key) => check[key] !== undefined);
  const instead = command === undefined ? "functionName" : "command";
  return [
    ...wrong(instead, `cannot be given together with [${besides[0]}], which belongs to a request`, besides.length > 0),
    ...wrong(
      "functionName",
      "cannot be given together with [command]",
      command !== undefined && functionName !== undefined,
    ),
    ...wrong(
      "functionName",
      `names no function of [checkFunctions], which has ${functions.join(", ") || "none"}: only TypeScript and JavaScript programs can give functions, in the resource options`,
      functionName !== undefined && !functions.includes(functionName),
    ),
    ...wrong("command", "is empty", command?.trim() === ""),
    ...wrong("path", "must begin with exactly one /", path !== undefined && !/^\/(?!\/)\S*$/.test(path)),
    ...wrong("method", "is not an HTTP method", method !== undefined && !TOKEN.test(method)),
    ...wrong(
      "status",
      "is not an HTTP status from 100 to 599",
      status !== undefined && !(status >= 100 && status <= 599),
    ),
    ...Object.keys(json ?? {}).flatMap((key) =>
      wrong(
        "json",
        `has ${JSON.stringify(key)}, which is not a JSON pointer: a pointer begins with /`,
        !/^(\/|$)/.test(key),
      ),
    ),
    ...[...Object.keys(headers ?? {}), ...Object.keys(requestHeaders ?? {})].flatMap((key) =>
      wrong(
        headers !== undefined && Object.hasOwn(headers, key) ? "headers" : "requestHeaders",
        `has ${JSON.stringify(key)}, which is not the name of a header`,
        !TOKEN.test(key),
      ),
    ),
    ...within(`${at}.timeoutSeconds`, check.timeoutSeconds),
    ...within(`${at}.maxMilliseconds`, check.maxMilliseconds, 3_600_000),
  ];
}

const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/;

/** Node's longest timer is 24 days. A day is more than anyone waits. */
function within(path: string, value: number | undefined, most = 86_400): Problem[] {
  return value === undefined || (value >= 0 && value <= most)
    ? []
    : [{ path, why: `is not a number from 0 to ${most}` }];
}
