import { createHash } from "node:crypto";
import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import {
  ComputeError,
  FILE_LIMITS,
  readRegularFile,
  readRegularText,
  tryLock,
  whyUnread,
} from "pulumi-fastly-compute/internal";
import { misfit } from "../shape";
import { localFastlyError } from "./errors";
import type { State } from "./state";
import { emptyState } from "./state";
import { STATE } from "./stateShape";

const format = 1;

export interface SavedState {
  state: State;
  /** The archives, by their hashsum. */
  packages: Map<string, Buffer>;
}

/**
 * The state of the local Fastly on disk: one JSON file, and beside it a folder with the uploaded packages. Only the
 * owner can read them, as they have secrets.
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
   * Resolves when the present state is completely on disk: a new file replaces the old one. Calls during a write share
   * the next write.
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
    // Only now nothing refers to these files any more.
    for (const name of present) {
      if (!hashsums.some(([hashsum]) => hashsum === name)) {
        await rm(join(this.#folder, name), { force: true });
      }
    }
  }

  async #replace(path: string, content: string | Buffer): Promise<void> {
    this.#temporary += 1;
    const temporary = `${path}.${process.pid}.${this.#temporary}.tmp`;
    try {
      await writeFile(temporary, content, { mode: 0o600 });
      await rename(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  }
}

/** A state on disk that only this process uses, until it is closed. */
export interface OpenState extends SavedState {
  close(): void;
}

/**
 * Reads what `StateFile` saved. The state is empty when there is no such file. Only a hashsum counts as a file's name:
 * no path comes from the state.
 *
 * @throws ComputeError when another process has the state open, or when it is incomplete.
 */
export async function openState(path: string): Promise<OpenState> {
  if ((await mkdir(dirname(path), { recursive: true, mode: 0o700 })) !== undefined) {
    // This directory was made for the state and has nothing else. It has secrets, so git must ignore it.
    await writeFile(join(dirname(path), ".gitignore"), "*\n");
  }
  const lock = tryLock(`${path}.lock`);
  if ("heldBy" in lock) {
    throw new StateInUse(path, lock.heldBy);
  }
  try {
    const state = readState(path);
    return { state, packages: readPackages(path, state), close: lock.release };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Two processes with one state file would overwrite each other's changes. */
export class StateInUse extends ComputeError {
  constructor(
    path: string,
    /** The id of the process that uses the state. */
    readonly processId: string,
  ) {
    super(localFastlyError.explain("local-fastly-state-in-use", { path, processId }));
    this.name = "StateInUse";
  }
}

function readState(path: string): State {
  let text: string;
  try {
    text = readRegularText(path, FILE_LIMITS.data);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      return emptyState();
    }
    throw unfit(path, whyUnread(error));
  }
  let saved: { format?: unknown } | undefined;
  try {
    saved = JSON.parse(text);
  } catch {
    throw unfit(path, "is not JSON");
  }
  const wrong = saved?.format === format ? misfit(saved, STATE) : "format";
  if (wrong !== undefined) {
    throw unfit(path, `is not what it has to be at ${wrong}`);
  }
  const { format: _, ...state } = saved as State & { format: unknown };
  const empty = emptyState();
  return { ...empty, ...state, tls: { ...empty.tls, ...state.tls } };
}

/** The archives that versions refer to. Each must have the hash in its name. */
function readPackages(path: string, state: State): Map<string, Buffer> {
  const packages = new Map<string, Buffer>();
  for (const version of state.services.flatMap((service) => service.versions)) {
    const hashsum = version.package?.metadata.hashsum;
    if (hashsum === undefined || packages.has(hashsum)) {
      continue;
    }
    if (!/^[0-9a-f]{128}$/.test(hashsum)) {
      throw unfit(path, "has a hashsum that is none");
    }
    const file = join(packagesFolder(path), hashsum);
    let bytes: Buffer;
    try {
      bytes = readRegularFile(file, LARGEST_PACKAGE);
    } catch (error) {
      throw unfit(path, `needs ${file}, which ${whyUnread(error)}`);
    }
    if (createHash("sha512").update(bytes).digest("hex") !== hashsum) {
      throw unfit(path, `needs ${file}, which is not the package that it was`);
    }
    packages.set(hashsum, bytes);
  }
  return packages;
}

/** No upload is larger. */
const LARGEST_PACKAGE = 101_000_000;

function unfit(path: string, why: string): Error {
  return localFastlyError("local-fastly-state-unfit", { path, why });
}

function packagesFolder(path: string): string {
  return `${path}.packages`;
}
