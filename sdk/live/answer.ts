import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { ComputeError } from "../errors";

/** A request that shows that the service does what it should. */
export interface VerifyArgs {
  /** The path, and query, that is asked for at the service's first domain that has no `*`. Default `/`. */
  path?: string;
  /** The status that has to come. Default `200`. */
  status?: number;
  /** How many seconds the service has to answer so; Fastly takes some to reach all its sites. Default `60`. */
  timeoutSeconds?: number;
}

const DEFAULTS = { path: "/", status: 200, timeoutSeconds: 60 };

/** Between two requests, in milliseconds. */
const PAUSE = 1_000;

/** The status of an answer, or why there was none. */
export type Ask = (url: string, timeoutMs: number) => Promise<number | string>;

/** @throws ComputeError when the service has not answered as it should when the time is over. */
export async function waitForAnswer(base: string, args: VerifyArgs, ask: Ask, now = Date.now): Promise<void> {
  const { path, status, timeoutSeconds } = { ...DEFAULTS, ...args };
  const url = new URL(path, base).href;
  const end = now() + timeoutSeconds * 1_000;
  for (;;) {
    const answer = await ask(url, Math.max(1, end - now()));
    if (answer === status) {
      return;
    }
    const left = end - now();
    if (left <= 0) {
      const got = typeof answer === "number" ? `answers ${answer}` : `does not answer (${answer})`;
      throw new ComputeError(
        `What is declared is active, but ${url} ${got} instead of ${status}, after ${timeoutSeconds} seconds`,
        "Correct the program and run pulumi up, or go back to an earlier package: { package: { fromVersion } }.",
      );
    }
    await new Promise((resolve) => setTimeout(resolve, Math.min(PAUSE, left)));
  }
}

/** Asks by HTTP, without following redirects. */
export async function ask(url: string, timeoutMs: number): Promise<number | string> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    if (new URL(url).hostname.endsWith(".localhost")) {
      return await askThisMachine(new URL(url), signal);
    }
    const { status, body } = await fetch(url, { redirect: "manual", signal });
    await body?.cancel();
    return status;
  } catch (error) {
    const { cause, message } = error as Error;
    return cause instanceof Error ? cause.message : message;
  }
}

/** Unlike browsers, Node asks the DNS for names below `localhost`; and its `fetch` sends no other Host header. */
async function askThisMachine({ host, port, pathname, search }: URL, signal: AbortSignal): Promise<number | string> {
  const request = get({ host: "127.0.0.1", port, path: pathname + search, headers: { host }, agent: false, signal });
  const [answer] = (await once(request, "response")) as [IncomingMessage];
  answer.resume();
  return answer.statusCode ?? "no status";
}
