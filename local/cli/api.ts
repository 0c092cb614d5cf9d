import { randomBytes } from "node:crypto";
import { renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ComputeError, FILE_LIMITS, isAlive, readRegularText, trimmedEnd } from "pulumi-fastly-compute/internal";
import { type EdgeOptions, LocalFastly, type LocalFastlyOptions } from "../api";
import { StateInUse } from "../api/stateFile";
import { makeStateDirectory } from "./stateDirectory";
import { stateError } from "./stateErrors";

/** A local Fastly API that a run can use. */
export interface ApiConnection {
  url: string;
  token: string;
  /** Stops the API, if this process started it. */
  stop(): Promise<void>;
}

/** A local API of this process. */
export interface OwnApi extends ApiConnection {
  fastly: LocalFastly;
}

/** A given API accepts any token. This text is unique, so hiding it as a secret hides nothing else. */
const ANY_TOKEN = "token-for-an-api-on-this-machine";

/**
 * Notes about the last API of a state directory. It is on this machine, so there is no address. The state of the stacks
 * has its port and token.
 */
interface ApiNote {
  port: number;
  token: string;
  /** The process that has it open, and whether others may use it. */
  openBy?: { pid: number; command: "serve" | "run" };
}

/**
 * The API given as `url`, or the running one of `stateDirectory`, or a new one.
 *
 * A stack's state has the address of its API. Removing or refreshing resources does not run the program, which could
 * give another address. So a new API takes the port of the last one. When that port is taken, only a run that may
 * `move` goes on.
 */
export async function connectToApi(
  stateDirectory: string,
  { url, mayMove }: { url?: string; mayMove: boolean },
): Promise<ApiConnection> {
  const note = readNote(stateDirectory);
  if (url !== undefined) {
    return { ...givenApi(url, note), stop: async () => {} };
  }
  const owner = note === undefined ? undefined : await ownerOf(note);
  if (note !== undefined && owner?.command === "serve") {
    return { url: urlOf(note), token: note.token, stop: async () => {} };
  }
  if (owner !== undefined) {
    throw inUse(owner.pid, stateDirectory);
  }
  return open(stateDirectory, "run", note?.port, mayMove, note);
}

/** Starts the API that `serve` keeps running for other runs and tools. */
export async function serveApi(stateDirectory: string, port: number | undefined, edge?: EdgeOptions): Promise<OwnApi> {
  const note = readNote(stateDirectory);
  if (note !== undefined && (await ownerOf(note)) !== undefined) {
    throw stateError("local-fastly-open", { directory: stateDirectory, url: urlOf(note) });
  }
  return open(stateDirectory, "serve", port ?? note?.port, port === undefined, note, edge);
}

function inUse(processId: string | number, directory: string): Error {
  return stateError("local-fastly-in-use", { directory, processId });
}

async function open(
  stateDirectory: string,
  command: "serve" | "run",
  port: number | undefined,
  mayMove: boolean,
  last: ApiNote | undefined,
  edge?: EdgeOptions,
): Promise<OwnApi> {
  makeStateDirectory(stateDirectory);
  const token = last?.token ?? `local-${randomBytes(12).toString("hex")}`;
  const options = { stateFile: join(stateDirectory, "fastly.json"), token, ...(edge && { edge }) };
  const api = await startOn(port, options, mayMove);
  const note: ApiNote = { port: Number(new URL(api.url).port), token };
  try {
    writeNote(stateDirectory, { ...note, openBy: { pid: process.pid, command } });
  } catch (error) {
    // A listening API would keep the process from ending.
    await api.stop();
    throw error;
  }
  return {
    fastly: api,
    url: api.url,
    token,
    stop: async () => {
      await api.stop();
      try {
        writeNote(stateDirectory, note);
      } catch {
        // The note says that this process has the API open. That counts as long as the process lives.
      }
    },
  };
}

async function startOn(port: number | undefined, options: LocalFastlyOptions, mayMove: boolean): Promise<LocalFastly> {
  try {
    return await LocalFastly.start({ ...options, port });
  } catch (error) {
    if (error instanceof StateInUse) {
      throw inUse(error.processId, dirname(options.stateFile ?? ""));
    }
    if (!(error instanceof ComputeError) || (error.facts as { why?: string }).why !== "EADDRINUSE") {
      throw error;
    }
    if (mayMove) {
      return LocalFastly.start(options);
    }
    throw stateError("local-fastly-port-taken", { port });
  }
}

/** The process that has the API open, if it is alive and its API accepts the token. */
async function ownerOf(note: ApiNote): Promise<ApiNote["openBy"]> {
  if (note.openBy === undefined || !isAlive(note.openBy.pid)) {
    return undefined;
  }
  try {
    const headers = { "Fastly-Key": note.token };
    const answer = await fetch(`${urlOf(note)}/service`, { headers, signal: AbortSignal.timeout(2000) });
    return answer.ok ? note.openBy : undefined;
  } catch {
    return undefined;
  }
}

function urlOf({ port }: ApiNote): string {
  return `http://127.0.0.1:${port}`;
}

function notePath(stateDirectory: string): string {
  return join(stateDirectory, "api.json");
}

/** Undefined also for a foreign note: another port and token are chosen then. */
function readNote(stateDirectory: string): ApiNote | undefined {
  let note: Partial<ApiNote> | null;
  try {
    note = JSON.parse(readRegularText(notePath(stateDirectory), FILE_LIMITS.settings)) as Partial<ApiNote> | null;
  } catch {
    return undefined;
  }
  const { port, token, openBy } = note ?? {};
  if (!isNumber(port, 65_535) || typeof token !== "string" || !/^local-[0-9a-f]{24}$/.test(token)) {
    return undefined;
  }
  const isOpen = isNumber(openBy?.pid, 2 ** 31) && (openBy?.command === "serve" || openBy?.command === "run");
  return { port, token, ...(isOpen && { openBy }) };
}

function isNumber(value: unknown, most: number): value is number {
  return Number.isInteger(value) && Number(value) > 0 && Number(value) <= most;
}

/** All or nothing: a full disk must not lose the port and the token of the last run. */
function writeNote(stateDirectory: string, note: ApiNote): void {
  const path = notePath(stateDirectory);
  const complete = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(complete, `${JSON.stringify(note)}\n`, { mode: 0o600 });
    renameSync(complete, path);
  } finally {
    rmSync(complete, { force: true });
  }
}

/** The API of `--api`, with the token in its address. The token of the state directory's own API is known. */
function givenApi(text: string, note: ApiNote | undefined): Pick<ApiConnection, "url" | "token"> {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== "http:" || !/^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(url.hostname)) {
    throw stateError("api-option-unfit", { text });
  }
  const known = note !== undefined && url.origin === urlOf(note) ? note.token : ANY_TOKEN;
  const token = url.username === "" ? known : decodeURIComponent(url.username);
  return { url: trimmedEnd(`${url.origin}${url.pathname}`, "/"), token };
}
