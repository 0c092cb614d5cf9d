import type { ChildProcess } from "node:child_process";
import { statSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import type { ProgramSettings, RunningProgram } from "../runningProgram";
import { spawnRunner } from "../sdkRunner";
import { type FromSpare, type Loaded, type ToSpare, WAITING_PROGRAM } from "./waiting";

/** The command line and environment of a program's process. */
export interface ProcessStart {
  directory: string;
  /** The path of the SDK's runner. */
  runner: string;
  args: string[];
  env: NodeJS.ProcessEnv;
}

/**
 * A process that has loaded Pulumi's SDK and has rehearsed a deployment, for a program that runs again and again.
 * Loading takes most of a program's time, and code runs slowly at first. Nothing of the program itself is loaded before
 * it runs. A process runs the program once.
 */
export interface SpareProcess {
  /** Starts the program in the spare process, or in the new one when the spare does not fit. */
  start(start: ProcessStart, startNew: () => ChildProcess): Promise<ChildProcess>;
  /**
   * Makes a spare process for a program that starts like the last one. Not while a program runs: both would be slower.
   */
  prepare(): void;
  close(): Promise<void>;
}

/** Deploys the process's rehearsal where it has no effect, and returns whether it succeeded. Never rejects. */
export type Rehearse = (run: (service: object, options: ProgramSettings) => RunningProgram) => Promise<boolean>;

/** More rehearsals do not make a deployment faster. */
const REHEARSALS = 3;

/** The longest time that a hanging process may cost a person. */
const LONGEST_WAIT_MS = 5_000;

interface Spare {
  child: ChildProcess;
  start: ProcessStart;
  /** Aborted when the process is needed: then no other rehearsal begins. */
  wanted: AbortController;
  /** The loaded files, once the process waits for a program. Undefined for a process that has ended. */
  ready: Promise<Loaded | undefined>;
}

/** @param rehearse the work of the process before it is needed. Default: nothing. */
export function openSpareProcess(rehearse?: Rehearse): SpareProcess {
  let spare: Spare | undefined;
  let last: ProcessStart | undefined;
  let isClosed = false;
  let isRehearsed = rehearse !== undefined;
  const kill = () => void spare?.child.kill("SIGKILL");
  process.once("exit", kill);

  return {
    async start(start, startNew) {
      last = start;
      const taken = spare;
      spare = undefined;
      if (taken === undefined) {
        return startNew();
      }
      taken.wanted.abort();
      const loaded = await soon(taken.ready);
      // Another version of the SDK may not support rehearsals.
      isRehearsed &&= loaded !== undefined;
      if (isClosed || loaded === undefined || !fits(taken, loaded, start)) {
        taken.child.kill("SIGKILL");
        return startNew();
      }
      taken.child.ref();
      send(taken.child, { program: { args: start.args, env: start.env } });
      return taken.child;
    },
    prepare() {
      if (isClosed || spare !== undefined || last === undefined) {
        return;
      }
      const child = spawnSpare(last);
      const wanted = new AbortController();
      spare = {
        child,
        start: last,
        wanted,
        ready: makeReady(child, isRehearsed ? rehearse : undefined, wanted.signal),
      };
    },
    async close() {
      isClosed = true;
      process.removeListener("exit", kill);
      kill();
      await spare?.ready;
    },
  };
}

function spawnSpare({ directory, runner, env }: ProcessStart): ChildProcess {
  const child = spawnRunner(directory, ["-e", WAITING_PROGRAM, directory, runner], { cwd: directory, env });
  child.once("error", () => {});
  child.unref();
  child.channel?.unref();
  return child;
}

async function makeReady(child: ChildProcess, rehearse: Rehearse | undefined, wanted: AbortSignal) {
  let loaded = await nextLoaded(child);
  const rehearsed = () =>
    rehearse?.((service, options) => {
      const { project, stack, organization, parallel, address, config, secretConfigKeys, env } = options;
      const run = { project, stack, organization, parallel, address, config, secretConfigKeys, env };
      let isOver = false;
      const ended = nextLoaded(child).then((answer) => {
        isOver = true;
        loaded = answer;
        return { exitCode: answer === undefined ? 1 : 0 };
      });
      send(child, { rehearsal: { ...run, service } });
      // The engine also kills processes that have ended. This one goes on.
      return { ended, kill: () => void (isOver || child.kill("SIGKILL")) };
    });
  for (let times = 0; loaded !== undefined && times < REHEARSALS && !wanted.aborted; times++) {
    if ((await rehearsed()) === false) {
      return undefined;
    }
  }
  return loaded;
}

function send(child: ChildProcess, message: ToSpare): void {
  child.send(message, () => {});
}

/** The next list of loaded files. Undefined when the process ends instead. */
function nextLoaded(child: ChildProcess): Promise<Loaded | undefined> {
  return new Promise((resolve) => {
    const ended = () => resolve(undefined);
    child.once("close", ended);
    child.once("message", (message) => {
      child.removeListener("close", ended);
      resolve((message as FromSpare).loaded);
    });
  });
}

async function soon<T>(promise: Promise<T>): Promise<T | undefined> {
  const cancel = new AbortController();
  const late = delay(LONGEST_WAIT_MS, undefined, { signal: cancel.signal }).catch(() => undefined);
  return Promise.race([promise, late]).finally(() => cancel.abort());
}

/** Whether the process would do the same as a new one: the same SDK, and all loaded files as they are on disk. */
function fits({ child, start }: Spare, loaded: Loaded, { directory, runner }: ProcessStart): boolean {
  return (
    child.connected &&
    start.directory === directory &&
    start.runner === runner &&
    loaded.every(([path, changedMs]) => statSync(path, { throwIfNoEntry: false })?.mtimeMs === changedMs)
  );
}
