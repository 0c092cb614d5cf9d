import type { CheckedService, ReleaseCheckFunction } from "../plan/checkFunctions";

/** What a function is called with, but for its signal. */
export type Checking = Omit<CheckedService, "signal">;

/**
 * Calls a function of the program's, and gives what is wrong in words that go on from its name; undefined when it passes.
 * One that does not end in time goes on, and nobody listens.
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
  const said = (async () => saidBy(await check({ ...service, signal })))().catch((error: unknown) => {
    const message = error instanceof Error ? error.message : String(error);
    return `says: ${message || "nothing of what is wrong"}`;
  });
  return Promise.race([late, said]);
}

/** What has not been thought of is no success. */
function saidBy(result: unknown): string | undefined {
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
