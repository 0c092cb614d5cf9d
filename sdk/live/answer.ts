import type { VerifyArgs } from "../plan/args";
import { clock } from "../system/clock";
import { request } from "./request";

const DEFAULTS = { path: "/", status: 200, timeoutSeconds: 60 };

/** Between two requests, in milliseconds. */
const PAUSE = 1_000;

/** The status of an answer, or why there was none. */
export type Ask = (url: string, timeoutMs: number) => Promise<number | string>;

/** What came of asking a service until it answers as it should, or the time is over. */
export interface Answer {
  url: string;
  /** The status that had to come, and what came last. */
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

/** Asks by HTTP, without following redirects, and by the proxy that the environment names. */
export async function ask(url: string, timeoutMs: number): Promise<number | string> {
  const answer = await request({ url, timeoutMs });
  return typeof answer === "string" ? answer : answer.status;
}
