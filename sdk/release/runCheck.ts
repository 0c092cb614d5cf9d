import type { ServiceAnswer, ServiceRequest } from "../live/request";
import type { ReleaseCheck } from "../plan/releasePlan";
import { type Clock, clock } from "../system/clock";
import { wrongWith } from "./expectations";

/** Where and when checks run. */
export interface CheckPlace {
  /** The address of the service. */
  url: string;
  /** The address to connect to instead of the name in the URL. */
  connectTo?: string;
  /** The time, by the clock, before which no answer counts. */
  settledAt: number;
}

/** What a check uses of the outside world. */
export interface CheckTools {
  ask(request: ServiceRequest): Promise<ServiceAnswer | string>;
  /** Runs a command. Returns the problem, or undefined. */
  run(command: string, timeoutMs: number): Promise<string | undefined>;
  /** Calls a function of the program. Returns the problem, or undefined. */
  call(functionName: string, timeoutMs: number): Promise<string | undefined>;
  /** The headers of a request, with all values known. */
  headersOf(check: ReleaseCheck): Promise<Record<string, string>>;
  clock: Clock;
}

/** The tools for a check that only sends requests without headers. */
export function askOnly(ask: CheckTools["ask"]): CheckTools {
  const none = async () => undefined;
  return { ask, run: none, call: none, headersOf: async () => ({}), clock };
}

export interface Checked {
  /** The problem. Undefined when the check passed. */
  wrong: string | undefined;
  tries: number;
  milliseconds: number;
}

/** The longest pause between two tries, and the pause for each second of the check's timeout. Both in milliseconds. */
const PAUSE = 1_000;
const SHARE = 50;

/** Repeats a check until it passes and counts, or its time is over. */
export async function runCheck(check: ReleaseCheck, place: CheckPlace, tools: CheckTools): Promise<Checked> {
  const { clock } = tools;
  const since = clock.now();
  const end = Math.max(since, place.settledAt) + check.timeoutSeconds * 1_000;
  let said: string | undefined;
  for (let tries = 1; ; tries++) {
    const left = Math.max(1, end - clock.now());
    const begun = clock.now();
    const wrong = await tryOnce(check, place, tools, left);
    // A problem found in time says more than "no time left".
    said = tries === 1 || left >= PAUSE ? wrong : (said ?? wrong);
    const now = clock.now();
    const counts = begun >= place.settledAt;
    const pause =
      wrong === undefined ? Math.max(1, place.settledAt - now) : Math.min(PAUSE, SHARE * check.timeoutSeconds);
    if (wrong === undefined ? counts : now + pause >= end) {
      return { wrong: wrong && said, tries, milliseconds: now - since };
    }
    await clock.wait(pause);
  }
}

async function tryOnce(check: ReleaseCheck, { url, connectTo }: CheckPlace, tools: CheckTools, timeoutMs: number) {
  if (check.command !== undefined) {
    return tools.run(check.command, timeoutMs);
  }
  if (check.functionName !== undefined) {
    return tools.call(check.functionName, timeoutMs);
  }
  const { path = "/", method } = check;
  const headers = await tools.headersOf(check);
  return wrongWith(check, await tools.ask({ url: new URL(path, url).href, method, headers, connectTo, timeoutMs }));
}
