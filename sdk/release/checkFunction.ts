import type { CheckedService, ReleaseCheckFunction } from "../plan/checkFunctions";

/** The argument of a check function, without its signal. */
export type Checking = Omit<CheckedService, "signal">;

/**
 * Calls a check function of the program. Returns the problem, worded to follow the function's name. Undefined when the
 * check passes. A function that runs too long is not stopped, but its result no longer counts.
 */
export async function callCheck(
  check: ReleaseCheckFunction,
  service: Checking,
  timeoutMs: number,
): Promise<string | undefined> {
  const signal = AbortSignal.timeout(Math.max(1, Math.ceil(timeoutMs)));
  const late = new Promise<string>((resolve) => {
    signal.addEventListener("abort", () => resolve("does not end in time"), { once: true });
  });
  const said = (async () => problemIn(await check({ ...service, signal })))().catch((error: unknown) => {
    const message = error instanceof Error ? error.message : String(error);
    return `says: ${message || "nothing"}`;
  });
  return Promise.race([late, said]);
}

/** Any other result is a failure: only known results count as success. */
function problemIn(result: unknown): string | undefined {
  if (result === undefined || result === true) {
    return undefined;
  }
  return typeof result === "string" && result !== "" ? `says: ${result}` : `gives ${described(result)}`;
}

function described(result: unknown): string {
  return ["boolean", "number", "string"].includes(typeof result) || result === null
    ? JSON.stringify(result)
    : `a value of type ${typeof result}`;
}
