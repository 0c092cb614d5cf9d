import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ComputeError } from "../../errors";
import { LocalFastly } from "../api";

/** A local Fastly API that a run can use. */
export interface ApiConnection {
  url: string;
  token: string;
  /** Who runs it: this process, `serve` in another one, or somebody unknown. */
  origin: "started" | "served" | "given";
  /** Stops it, if this process started it. */
  stop(): Promise<void>;
}

/** What `serve` leaves for other runs on the same state, which must not write its file behind its back. */
interface ServeNote {
  url: string;
  token: string;
  pid: number;
}

/** The API given as `url`, or the one that serves `stateDirectory` already, or a new one. */
export async function connectToApi(stateDirectory: string, url: string | undefined): Promise<ApiConnection> {
  const stop = async () => {};
  if (url !== undefined) {
    refuseRemote(url);
    return { url: url.replace(/\/+$/, ""), token: "local", origin: "given", stop };
  }
  const served = runningServe(stateDirectory);
  if (served !== undefined) {
    return { ...served, origin: "served", stop };
  }
  const api = await startApi(stateDirectory);
  return { url: api.url, token: api.token, origin: "started", stop: () => api.stop() };
}

/** Starts the API that `serve` keeps running, and tells other runs of it. */
export async function serveApi(stateDirectory: string, port: number | undefined): Promise<ApiConnection> {
  const served = runningServe(stateDirectory);
  if (served !== undefined) {
    throw new ComputeError(
      `${stateDirectory} is being served already, on ${served.url}`,
      "Use that one, or give another --state.",
    );
  }
  const api = await startApi(stateDirectory, port);
  const note: ServeNote = { url: api.url, token: api.token, pid: process.pid };
  writeFileSync(notePath(stateDirectory), JSON.stringify(note), { mode: 0o600 });
  return {
    url: api.url,
    token: api.token,
    origin: "started",
    stop: async () => {
      rmSync(notePath(stateDirectory), { force: true });
      await api.stop();
    },
  };
}

async function startApi(stateDirectory: string, port?: number): Promise<LocalFastly> {
  mkdirSync(stateDirectory, { recursive: true });
  try {
    return await LocalFastly.start({ port, stateFile: join(stateDirectory, "fastly.json") });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EADDRINUSE") {
      throw new ComputeError(`Port ${port} is taken`, "Choose another with --port, or leave it out for a free one.");
    }
    throw error;
  }
}

function runningServe(stateDirectory: string): ServeNote | undefined {
  const path = notePath(stateDirectory);
  if (!existsSync(path)) {
    return undefined;
  }
  try {
    const note = JSON.parse(readFileSync(path, "utf8")) as ServeNote;
    process.kill(note.pid, 0);
    return note;
  } catch {
    rmSync(path, { force: true });
    return undefined;
  }
}

function notePath(stateDirectory: string): string {
  return join(stateDirectory, "serve.json");
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
