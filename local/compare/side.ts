import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { ComputeError } from "pulumi-fastly-compute/internal";
import { LocalFastly } from "../api";
import { type LocalStackOptions, localStack } from "../localStack";
import type { RunResult } from "../stack";
import { untilAborted } from "../untilAborted";
import type { Answered } from "./differences";
import { compareError } from "./errors";
import type { ListedRequest } from "./httpFile";
import { createOrigins, shortened } from "./origins";

/** The program that a side deploys. */
export type SideProgram = Omit<LocalStackOptions, "fastly" | "stateDirectory" | "engine">;

/** One side: a program that is deployed to its own local Fastly, with stand-ins for its backends. */
export interface Side {
  ask(request: ListedRequest): Promise<Answered>;
  /** The changes that the other side's program would make here. */
  preview(program: SideProgram): Promise<RunResult>;
  close(): Promise<void>;
}

/** Only this comparison would lose anything, so a longer wait is not worth it. */
const CANCEL_GRACE_MS = 500;

/** A program's logs come by another way than its answer. */
const LOGS_COME_WITHIN_MS = 50;

/**
 * @param signal ends it early, and removes everything.
 * @throws ComputeError when the program cannot be deployed.
 */
export async function openSide(title: string, program: SideProgram, signal?: AbortSignal): Promise<Side> {
  const origins = createOrigins();
  const stateDirectory = mkdtempSync(join(tmpdir(), "fastly-compute-compare-"));
  let logs: string[] = [];
  const fastly = await LocalFastly.start({
    edge: {
      backends: (name) => origins.url(name),
      // A line starts with the service and its version, which differ on each side.
      log: (line) => void logs.push(line.replace(/^service "[^"]*", version \d+: /, "")),
    },
  });
  const close = async () => {
    await fastly.stop();
    origins.close();
    rmSync(stateDirectory, { recursive: true, force: true });
  };
  try {
    const cancelGraceMs = CANCEL_GRACE_MS;
    const { ok, errors } = await localStack({ ...program, fastly, stateDirectory, cancelGraceMs }).up({ signal });
    if (!ok) {
      throw compareError("side-not-deployed", { title, errors });
    }
    const deployed = fastly.services().map(({ id }) => fastly.deployed(id));
    await origins.open(deployed.flatMap(({ backends }) => Object.keys(backends)));
    // Starts each service before its first request: the start must not count as a request's time.
    await untilAborted(Promise.all(deployed.map(({ id }) => fastly.settled(id))), signal);
    const domain = deployed[0]?.domains[0];
    return {
      ask: async (request) => {
        logs = [];
        origins.take();
        const answered = await ask(fastly, domain, request);
        await delay(LOGS_COME_WITHIN_MS);
        return { ...answered, calls: origins.take(), logs };
      },
      preview: (other) => localStack({ ...other, fastly, stateDirectory }).preview(),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function ask(fastly: LocalFastly, domain: string | undefined, request: ListedRequest): Promise<Answered> {
  const { method, url, headers, body } = request;
  const whole = new URL(url, `https://${domain ?? "localhost"}`);
  const nothing = { headers: [], body: "", calls: [], logs: [] };
  const began = performance.now();
  const took = () => Math.round(performance.now() - began);
  try {
    const sent = body.length === 0 ? {} : { body };
    const answer = await fastly.fetch(whole, { method, headers, ...sent });
    const bytes = Buffer.from(await answer.arrayBuffer());
    return { ...nothing, status: answer.status, headers: [...answer.headers], body: shortened(bytes), tookMs: took() };
  } catch (error) {
    return {
      ...nothing,
      failure: error instanceof ComputeError ? error.problem : (error as Error).message,
      tookMs: took(),
    };
  }
}
