import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import type { Readable } from "node:stream";
import { standaloneProgram } from "../standaloneProgram";

/**
 * The whole program of the process between us and a program, run by `node -e` with: how to end it, its directory, the
 * program, its arguments. It ends the program and removes its directory, which holds secrets, when the channel to us
 * closes: however we ended, by SIGKILL too. Refers to nothing outside of itself.
 */
function guard(): void {
  const { spawn } = require("node:child_process") as typeof import("node:child_process");
  const { readdirSync, readFileSync, rmSync } = require("node:fs") as typeof import("node:fs");
  const [how = "", directory = "", command = "", ...args] = process.argv.slice(1);
  const hasOthers = how === "group";
  const child = spawn(command, args, { cwd: directory, stdio: ["ignore", "inherit", "inherit"], detached: hasOthers });
  const pid = child.pid;
  if (pid !== undefined) {
    // Whoever is gone by now is told of nothing; an error would end us before the program.
    process.send?.(pid, () => {});
  }
  const kill = (id: () => number, signal: NodeJS.Signals) => {
    try {
      process.kill(id(), signal);
    } catch {
      // It has ended, as it should.
    }
  };
  /** Some of its processes have groups of their own. Each has a file with its id in the directory while it lives. */
  const killOthers = () => {
    if (hasOthers && pid !== undefined) {
      kill(() => -pid, "SIGKILL");
      for (const file of readdirSync(directory).filter((name) => name.endsWith(".pid"))) {
        // No id is no number, which is refused; 0 would be this group.
        kill(() => Number(readFileSync(`${directory}/${file}`, "utf8")) || Number.NaN, "SIGKILL");
      }
    }
  };
  process.once("disconnect", () => {
    if (!hasOthers || pid === undefined) {
      child.kill("SIGKILL");
      return;
    }
    // By SIGTERM a program ends its own.
    kill(() => -pid, "SIGTERM");
    setTimeout(killOthers, 2_000);
  });
  child.once("error", (error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  });
  child.once("close", (code) => {
    killOthers();
    if (!process.connected) {
      rmSync(directory, { recursive: true, force: true });
    }
    process.exit(code ?? 1);
  });
}

const GUARD_PROGRAM = standaloneProgram(guard);

export interface GuardedOptions {
  /** Where it runs: removed when it has ended. */
  directory: string;
  command: string;
  args: string[];
  env: NodeJS.ProcessEnv;
  /** Whether it starts processes of its own, which are ended with it. Default false. */
  hasOthers?: boolean;
}

/** A program that does not outlive us, however we end. */
export interface Guarded {
  stdout: Readable;
  stderr: Readable;
  /** Resolves when it has ended, by itself or not, and its directory is gone. Both outputs have to be read. */
  ended: Promise<void>;
  /** Makes it end. */
  end(): void;
}

/** Programs that are functions of this process, by what stands for their paths. */
const functions = new Map<string, (options: GuardedOptions) => Guarded>();

/**
 * Lets tests run many programs where their processes are not the point: two for each version of a service.
 *
 * @returns what takes it back.
 */
export function setProgram(command: string, start: (options: GuardedOptions) => Guarded): () => void {
  functions.set(command, start);
  return () => functions.delete(command);
}

export function startGuarded(options: GuardedOptions): Guarded {
  return (functions.get(options.command) ?? startProcess)(options);
}

function startProcess({ directory, command, args, env, hasOthers = false }: GuardedOptions): Guarded {
  const child = spawn(
    process.execPath,
    ["-e", GUARD_PROGRAM, hasOthers ? "group" : "one", directory, command, ...args],
    // A group of its own: Ctrl-C is for us to handle.
    { stdio: ["ignore", "pipe", "pipe", "ipc"], detached: true, env, windowsHide: true },
  );
  let pid: number | undefined;
  child.once("message", (id) => {
    pid = Number(id);
  });
  const { stdout, stderr } = child as ChildProcess & { stdout: Readable; stderr: Readable };
  child.once("exit", (_, signal) => {
    if (signal !== null) {
      killLeftOver(pid, hasOthers);
    }
  });
  // Not the event `close` of the child, which never comes once we have disconnected.
  const ended = Promise.all([once(child, "exit"), once(stdout, "close"), once(stderr, "close")]).then(() =>
    rm(directory, { recursive: true, force: true }),
  );
  const end = () => {
    if (child.connected) {
      child.disconnect();
    }
  };
  return { stdout, stderr, ended, end };
}

/** Of a program on loopback: nothing of our own environment is for it but what it needs to run. */
export function guardedEnvironment(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const { PATH, HOME, SSL_CERT_FILE, SSL_CERT_DIR, SystemRoot, TEMP } = process.env;
  return { PATH, HOME, SSL_CERT_FILE, SSL_CERT_DIR, SystemRoot, TEMP, ...more };
}

/** For a guard that was killed itself. */
function killLeftOver(pid: number | undefined, hasOthers: boolean): void {
  try {
    if (pid !== undefined && Number.isInteger(pid)) {
      process.kill(hasOthers ? -pid : pid, hasOthers ? "SIGTERM" : "SIGKILL");
    }
  } catch {
    // It has ended, as it should.
  }
}
