import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import type { Readable } from "node:stream";
import { standaloneProgram } from "../standaloneProgram";

/**
 * The whole code of the guard: a process between this process and a program. `node -e` runs it with these arguments:
 * how to end the program, its directory, the program, its arguments. The guard ends the program and removes its
 * directory, which has secrets, when the channel to this process closes: even after SIGKILL. The function refers to
 * nothing outside of itself.
 */
function guard(): void {
  const { spawn } = require("node:child_process") as typeof import("node:child_process");
  const { readdirSync, readFileSync, rmSync } = require("node:fs") as typeof import("node:fs");
  const [how = "", directory = "", command = "", ...args] = process.argv.slice(1);
  const hasOthers = how === "group";
  const child = spawn(command, args, { cwd: directory, stdio: ["ignore", "inherit", "inherit"], detached: hasOthers });
  const pid = child.pid;
  if (pid !== undefined) {
    // This process may be gone by now. An error here would end the guard before the program.
    process.send?.(pid, () => {});
  }
  const kill = (id: () => number, signal: NodeJS.Signals) => {
    try {
      process.kill(id(), signal);
    } catch {
      // The program has ended, as it should.
    }
  };
  /**
   * Some processes of the program have their own groups. While such a process lives, the directory has a file with its
   * id.
   */
  const killOthers = () => {
    if (hasOthers && pid !== undefined) {
      kill(() => -pid, "SIGKILL");
      for (const file of readdirSync(directory).filter((name) => name.endsWith(".pid"))) {
        // Without an id this is not a number, and the call fails. 0 would mean this group.
        kill(() => Number(readFileSync(`${directory}/${file}`, "utf8")) || Number.NaN, "SIGKILL");
      }
    }
  };
  process.once("disconnect", () => {
    if (!hasOthers || pid === undefined) {
      child.kill("SIGKILL");
      return;
    }
    // After SIGTERM a program ends its own processes.
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
  /** The directory in which it runs. It is removed when the program has ended. */
  directory: string;
  command: string;
  args: string[];
  env: NodeJS.ProcessEnv;
  /** Whether the program starts processes with their own groups, which are ended with it. Default false. */
  hasOthers?: boolean;
}

/** A program that does not outlive this process, however this process ends. */
export interface Guarded {
  stdout: Readable;
  stderr: Readable;
  /** Resolves when the program has ended and its directory is gone. Both outputs must be read to their ends. */
  ended: Promise<void>;
  /** Ends the program. */
  end(): void;
}

/** Starts a program. */
export type StartGuarded = (options: GuardedOptions) => Guarded;

export const startGuarded: StartGuarded = ({ directory, command, args, env, hasOthers = false }) => {
  const child = spawn(
    process.execPath,
    ["-e", GUARD_PROGRAM, hasOthers ? "group" : "one", directory, command, ...args],
    // A group of its own: Ctrl-C is for this process to handle.
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
  // Not the child's event `close`: after disconnecting it never comes.
  const ended = Promise.all([once(child, "exit"), once(stdout, "close"), once(stderr, "close")]).then(() =>
    rm(directory, { recursive: true, force: true }),
  );
  const end = () => {
    if (child.connected) {
      child.disconnect();
    }
  };
  return { stdout, stderr, ended, end };
};

/** The environment of a program on loopback: of this process's environment only what the program needs to run. */
export function guardedEnvironment(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const { PATH, HOME, SSL_CERT_FILE, SSL_CERT_DIR, SystemRoot, TEMP } = process.env;
  return { PATH, HOME, SSL_CERT_FILE, SSL_CERT_DIR, SystemRoot, TEMP, ...more };
}

/** For a guard that was itself killed. */
function killLeftOver(pid: number | undefined, hasOthers: boolean): void {
  try {
    if (pid !== undefined && Number.isInteger(pid)) {
      process.kill(hasOthers ? -pid : pid, hasOthers ? "SIGTERM" : "SIGKILL");
    }
  } catch {
    // The program has ended, as it should.
  }
}
