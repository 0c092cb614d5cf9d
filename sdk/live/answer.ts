import { once } from "node:events";
import * as http from "node:http";
import * as https from "node:https";
import { ComputeError } from "../errors";
import { proxyAgent } from "../fastly/proxy";
import type { VerifyArgs } from "../plan/args";

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

/** Asks by HTTP, without following redirects, and by the proxy that the environment names. */
export async function ask(address: string, timeoutMs: number): Promise<number | string> {
  const url = new URL(address);
  const signal = AbortSignal.timeout(timeoutMs);
  // Unlike browsers, Node asks the DNS for names below `localhost`.
  const isHere = url.hostname.endsWith(".localhost");
  const where = isHere ? { host: "127.0.0.1", agent: false } : { host: url.hostname, agent: proxyAgent(url) };
  const { get } = url.protocol === "http:" ? http : https;
  const path = url.pathname + url.search;
  try {
    const request = get({ ...where, port: url.port, path, headers: { host: url.host }, signal });
    const [answer] = (await once(request, "response")) as [http.IncomingMessage];
    answer.destroy();
    return answer.statusCode ?? "no status";
  } catch (error) {
    const { cause, message, code } = error as NodeJS.ErrnoException;
    return cause instanceof Error ? cause.message : message || String(code);
  }
}
