import type { VerifyArgs } from "../plan/args";
import { clock } from "../system/clock";
import { request } from "./request";

const DEFAULTS = { path: "/", status: 200, timeoutSeconds: 60 };

/** The pause between two requests, in milliseconds. */
const PAUSE = 1_000;

/** The status of an answer, or why there was none. */
export type Ask = (url: string, timeoutMs: number) => Promise<number | string>;

/** The outcome of requests to a service, until it answers as expected or the time is over. */
export interface Answer {
  url: string;
  /** The expected status, and the last answer. */
  wanted: number;
  got: number | string;
  timeoutSeconds: number;
}

export async function waitForAnswer(base: string, args: VerifyArgs, ask: Ask, time = clock): Promise<Answer> {
  const { path, status, timeoutSeconds } = { ...DEFAULTS, ...args };
  const url = new URL(path, base).href;
  const end = time.now() + timeoutSeconds * 1_000;
  for (;;) {
    const answer = await ask(url, Math.max(1, end - time.now()));
    const left = answer === status ? 0 : end - time.now();
    if (left <= 0) {
      return { url, wanted: status, got: answer, timeoutSeconds };
    }
    await time.wait(Math.min(PAUSE, left));
  }
}

/** Sends a GET request through the proxy in the environment, without following redirects. */
export async function ask(url: string, timeoutMs: number): Promise<number | string> {
  const answer = await request({ url, timeoutMs });
  return typeof answer === "string" ? answer : answer.status;
}
