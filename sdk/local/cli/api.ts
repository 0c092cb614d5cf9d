import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ComputeError } from "../../errors";
import { LocalFastly } from "../api";

/** A local Fastly API that a run can use. */
export interface ApiConnection {
  url: string;
  token: string;
  /** Stops it, if this process started it. */
  stop(): Promise<void>;
}

/** An API that is given takes any token. Where it is kept as a secret, nothing else that is printed has this text. */
const ANY_TOKEN = "token-for-an-api-on-this-machine";

/** What is known of the API that worked on a state directory last. */
interface ApiNote {
  url: string;
  token: string;
  /** The process that has it open, and whether others may use it. */
  openBy?: { pid: number; command: "serve" | "run" };
}

/**
 * The API given as `url`, or the one that serves `stateDirectory` already, or a new one.
 *
 * A stack's state holds the address of its API, and removing or refreshing resources does not run the program that
 * would tell another, so a new one takes the same port as the last. Where that is taken, only a run that may `move`
 * goes on.
 */
export async function connectToApi(
  stateDirectory: string,
  { url, mayMove }: { url?: string; mayMove: boolean },
): Promise<ApiConnection> {
  if (url !== undefined) {
    refuseRemote(url);
    return { url: url.replace(/\/+$/, ""), token: ANY_TOKEN, stop: async () => {} };
  }
  const note = readNote(stateDirectory);
  const owner = note === undefined ? undefined : await ownerOf(note);
  if (note !== undefined && owner?.command === "serve") {
    return { url: note.url, token: note.token, stop: async () => {} };
  }
  if (owner !== undefined) {
    throw new ComputeError(
      `Another run (process ${owner.pid}) is using the local Fastly in ${stateDirectory}`,
      'Wait for it, or keep one open for several runs with "fastly-compute-local serve".',
    );
  }
  const lastPort = note === undefined ? undefined : Number(new URL(note.url).port);
  return open(stateDirectory, "run", lastPort, mayMove);
}

/** Starts the API that `serve` keeps running for other runs and tools. */
export async function serveApi(stateDirectory: string, port: number | undefined): Promise<ApiConnection> {
  const note = readNote(stateDirectory);
  if (note !== undefined && (await ownerOf(note)) !== undefined) {
    throw new ComputeError(
      `The local Fastly in ${stateDirectory} is open already, on ${note.url}`,
      "Use that one, or give another --state.",
    );
  }
  const lastPort = note === undefined ? undefined : Number(new URL(note.url).port);
  return open(stateDirectory, "serve", port ?? lastPort, port === undefined);
}

async function open(
  stateDirectory: string,
  command: "serve" | "run",
  port: number | undefined,
  mayMove: boolean,
): Promise<ApiConnection> {
  mkdirSync(stateDirectory, { recursive: true });
  const api = await startOn(port, join(stateDirectory, "fastly.json"), mayMove);
  const note: ApiNote = { url: api.url, token: api.token };
  writeNote(stateDirectory, { ...note, openBy: { pid: process.pid, command } });
  return {
    ...note,
    stop: async () => {
      await api.stop();
      writeNote(stateDirectory, note);
    },
  };
}

async function startOn(port: number | undefined, stateFile: string, mayMove: boolean): Promise<LocalFastly> {
  try {
    return await LocalFastly.start({ port, stateFile });
  } catch (error) {
    if (!(error instanceof ComputeError) || !error.problem.includes("EADDRINUSE")) {
      throw error;
    }
    if (mayMove) {
      return LocalFastly.start({ stateFile });
    }
    throw new ComputeError(
      `Port ${port}, where the local Fastly is to be, is taken`,
      'Stop what uses it, or run "fastly-compute-local up" first, which moves to another.',
    );
  }
}

/** Who has the API open, if that process is alive and the API answers. */
async function ownerOf({ url, openBy }: ApiNote): Promise<ApiNote["openBy"]> {
  if (openBy === undefined) {
    return undefined;
  }
  try {
    process.kill(openBy.pid, 0);
    await fetch(url, { signal: AbortSignal.timeout(2000) });
    return openBy;
  } catch {
    return undefined;
  }
}

function notePath(stateDirectory: string): string {
  return join(stateDirectory, "api.json");
}

function readNote(stateDirectory: string): ApiNote | undefined {
  try {
    return JSON.parse(readFileSync(notePath(stateDirectory), "utf8")) as ApiNote;
  } catch {
    return undefined;
  }
}

function writeNote(stateDirectory: string, note: ApiNote): void {
  writeFileSync(notePath(stateDirectory), `${JSON.stringify(note)}\n`, { mode: 0o600 });
}

function refuseRemote(url: string): void {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol !== "http:" || !/^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(parsed.hostname)) {
    throw new ComputeError(
      `--api must be an address on this machine, such as http://127.0.0.1:8080, but got "${url}"`,
      "To deploy to Fastly itself, use pulumi.",
    );
  }
}
