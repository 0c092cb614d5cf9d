import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ComputeError } from "../../errors";
import type { State } from "./state";
import { emptyState } from "./state";

const format = 1;

export interface SavedState {
  state: State;
  /** The archives by their hashsum. */
  packages: Map<string, Buffer>;
}

/**
 * The state of the local Fastly on disk: one JSON file, and next to it a folder of the uploaded packages.
 * Readable by its owner only, since it holds secrets.
 */
export class StateFile {
  #saving: Promise<void> | undefined;
  #queued: Promise<void> | undefined;
  #temporary = 0;
  readonly #folder: string;

  constructor(
    readonly path: string,
    private readonly current: () => SavedState,
  ) {
    this.#folder = packagesFolder(path);
  }

  /**
   * Resolves when the state of the moment of the call is on disk, whole: a new file takes the place of the old.
   * Calls that come while one is being written share the next.
   */
  save(): Promise<void> {
    this.#queued ??= this.#saveAfter(this.#saving);
    return this.#queued;
  }

  async #saveAfter(previous: Promise<void> | undefined): Promise<void> {
    await previous?.catch(() => undefined);
    this.#saving = this.#queued;
    this.#queued = undefined;
    const { state, packages } = this.current();
    const json = JSON.stringify({ format, ...state }, undefined, 1);
    const hashsums = [...packages];
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const present = new Set(await readdir(this.#folder));
    for (const [hashsum, bytes] of hashsums) {
      if (!present.has(hashsum)) {
        await this.#replace(join(this.#folder, hashsum), bytes);
      }
    }
    await this.#replace(this.path, json);
    // Only now is nothing left that refers to them.
    for (const name of present) {
      if (!hashsums.some(([hashsum]) => hashsum === name)) {
        await rm(join(this.#folder, name), { force: true });
      }
    }
  }

  async #replace(path: string, content: string | Buffer): Promise<void> {
    this.#temporary += 1;
    const temporary = `${path}.${process.pid}.${this.#temporary}.tmp`;
    await writeFile(temporary, content, { mode: 0o600 });
    await rename(temporary, path);
  }
}

/**
 * Reads what `StateFile` saved; an empty state when there is no such file. A hashsum is the name of a file, and nothing
 * else is: what the state says is no path.
 */
export async function loadState(path: string): Promise<SavedState> {
  if ((await mkdir(dirname(path), { recursive: true, mode: 0o700 })) !== undefined) {
    // A directory that is made for it holds nothing else, and there are secrets in it.
    await writeFile(join(dirname(path), ".gitignore"), "*\n");
  }
  const state = await readState(path);
  const packages = new Map<string, Buffer>();
  for (const version of state.services.flatMap((service) => service.versions)) {
    const hashsum = version.package?.metadata.hashsum;
    if (hashsum !== undefined && !/^[0-9a-f]{128}$/.test(hashsum)) {
      throw unfit(path);
    }
    if (hashsum !== undefined && !packages.has(hashsum)) {
      packages.set(hashsum, await readFile(join(packagesFolder(path), hashsum)));
    }
  }
  return { state, packages };
}

async function readState(path: string): Promise<State> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      return emptyState();
    }
    throw error;
  }
  try {
    const { format: found, ...state } = JSON.parse(text);
    if (found === format) {
      return state;
    }
  } catch {
    // Reported below, like a file of another format.
  }
  throw unfit(path);
}

function unfit(path: string): ComputeError {
  return new ComputeError(
    `${path} is not a state file of the local Fastly`,
    "Delete it to start empty, or name another file.",
  );
}

function packagesFolder(path: string): string {
  return `${path}.packages`;
}
