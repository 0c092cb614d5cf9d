import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as setTimeoutPromise } from "node:timers/promises";
import { stripVTControlCharacters } from "node:util";

import { isNoSuchProgram, shellLine } from "../system/commandLine";
import { visibleText } from "../system/visible";
import { scriptError } from "./errors";
import { outputLines, upToLimit } from "./output";

/** A shell command of a build. */
export interface Script {
  /** The script in messages: `The build of app/fastly.toml`. */
  subject: string;
  command: string;
  directory: string;
  environment: Record<string, string>;
  timeoutSeconds?: number;
  signal?: AbortSignal;
  /** Hides secrets, in the output and in the command when it is shown. */
  hide(text: string): string;
  /** Called with each line of both output streams, without colours. */
  onLine(line: string): void;
}

const tailLength = 20;
/** How long processes may take to clean up after SIGTERM before they get SIGKILL. */
const graceMilliseconds = 2000;

/**
 * Runs the command by `sh -c` in a process group of its own and waits for it.
 *
 * The group ends with the command: on timeout, on abort, and however this process dies. After a normal end, background
 * processes of the command are stopped too. Throws a `ComputeError` with the last lines of output for any exit code but
 * 0.
 */
export async function runScript(script: Script): Promise<void> {
  script.signal?.throwIfAborted();
  const tail: string[] = [];
  const child = start(script);
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => resolve({ code, signal }));
  });
  const clean = (raw: string) => script.hide(visibleText(stripVTControlCharacters(raw)).trimEnd());
  const show = upToLimit(script.onLine);
  const drained = Promise.all(
    [child.stdout, child.stderr].map(async (stream) => {
      for await (const line of outputLines(stream as NodeJS.ReadableStream & AsyncIterable<Buffer>, clean)) {
        tail.push(line);
        tail.splice(0, tail.length - tailLength);
        // The engine would show the previous message again for an empty one.
        if (line !== "") {
          show(line);
        }
      }
    }),
  );

  let stopped: "timeout" | "abort" | undefined;
  let killing: NodeJS.Timeout | undefined;
  const stop = (reason: "timeout" | "abort") => {
    stopped ??= reason;
    killGroup(child, "SIGTERM");
    killing ??= setTimeout(() => killGroup(child, "SIGKILL"), graceMilliseconds);
  };
  const seconds = script.timeoutSeconds ?? 0;
  const timer = seconds > 0 ? setTimeout(() => stop("timeout"), seconds * 1000) : undefined;
  const onAbort = () => stop("abort");
  script.signal?.addEventListener("abort", onAbort);
  try {
    const { code, signal } = await ended.catch((error: Error) => {
      throw scriptError("build-not-started", { subject: script.subject, reason: error.message });
    });
    killGroup(child, "SIGKILL");
    // A daemon that left the group may keep the pipes open for ever. The command's own output arrives at once.
    await Promise.race([drained, setTimeoutPromise(1000, undefined, { ref: false })]);
    if (stopped !== undefined || code !== 0) {
      throw failure(script, stopped, code === null ? `was ended by ${signal}` : `exited with code ${code}`, code, tail);
    }
  } finally {
    clearTimeout(timer);
    clearTimeout(killing);
    for (const stream of child.stdio) {
      stream?.destroy();
    }
    script.signal?.removeEventListener("abort", onAbort);
  }
}

/**
 * Only this process has the third pipe open. When the pipe closes, the watcher in the group knows that nobody waits for
 * the command any more. The pipe closes after `kill -9` or a crash too, when no handler of ours could run.
 */
const watched = '(read -r _ <&3; kill -KILL -$$) >/dev/null 2>&1 & exec 3<&-; exec sh -c "$1"';

function start(script: Script): ChildProcess {
  const options = { cwd: script.directory, env: script.environment };
  const { file, args, options: shell } = shellLine(script.command);
  return process.platform === "win32"
    ? spawn(file, args, { ...options, ...shell, stdio: ["ignore", "pipe", "pipe"] })
    : spawn("sh", ["-c", watched, "sh", script.command], {
        ...options,
        stdio: ["ignore", "pipe", "pipe", "pipe"],
        detached: true,
      });
}

function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) {
    return;
  }
  if (process.platform === "win32") {
    spawn("taskkill", ["/pid", String(child.pid), "/t", "/f"], { stdio: "ignore" }).on("error", () => undefined);
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group has no process left.
  }
}

function failure(script: Script, stopped: string | undefined, how: string, code: number | null, lines: string[]) {
  const { subject } = script;
  const command = script.hide(script.command);
  if (stopped === "abort") {
    return scriptError("build-cancelled", { subject });
  }
  if (stopped === "timeout") {
    return scriptError("build-too-slow", { subject, seconds: script.timeoutSeconds, command, lines });
  }
  return scriptError("build-failed", {
    subject,
    command,
    how,
    lines,
    directory: script.directory,
    isMissing: isNoSuchProgram(code),
  });
}
