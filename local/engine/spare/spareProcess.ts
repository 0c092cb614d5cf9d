import { type ChildProcess, spawn } from "node:child_process";
import { statSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { DIE_WITH_PARENT } from "../dieWithParent";
import { fastStart } from "../fastStart";
import type { ProgramSettings, RunningProgram } from "../runningProgram";
import { type FromSpare, type Loaded, type ToSpare, WAITING_PROGRAM } from "./waiting";

/** What a program's process is started with. */
export interface ProcessStart {
  directory: string;
  /** The path of the SDK's runner. */
  runner: string;
  args: string[];
  env: NodeJS.ProcessEnv;
}

/**
 * A process that has loaded Pulumi's SDK and has rehearsed a deployment, for a program that runs again and again: to load
 * is most of the time that a program takes, and what runs for the first time runs slowly. Of the program itself nothing
 * is loaded before it runs, and a process runs it once.
 */
export interface SpareProcess {
  /** The spare process with the program started in it, or the new one where the spare does not fit. */
  start(start: ProcessStart, startNew: () => ChildProcess): Promise<ChildProcess>;
  /** Makes one for a program that is started as the last one was. Not while that runs: they would take each other's time. */
  prepare(): void;
  close(): Promise<void>;
}

/** Deploys what the process runs to where it concerns nobody, and says whether all went well. Never rejects. */
export type Rehearse = (run: (service: object, options: ProgramSettings) => RunningProgram) => Promise<boolean>;

/** After so many a deployment takes no shorter. */
const REHEARSALS = 3;

/** What a process that hangs may take of a person's time. */
const LONGEST_WAIT_MS = 5_000;

interface Spare {
  child: ChildProcess;
  start: ProcessStart;
  /** Begins no other rehearsal from then on. */
  wanted: AbortController;
  /** What it has loaded when it waits for a program; undefined for a process that has ended. */
  ready: Promise<Loaded | undefined>;
}

/** @param rehearse what it does before it is needed. Default: nothing. */
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
      // An SDK of another time may have no way to rehearse.
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
  const args = [`--import=${DIE_WITH_PARENT}`, ...fastStart(directory), "-e", WAITING_PROGRAM, directory, runner];
  const child = spawn(process.execPath, args, { cwd: directory, env, stdio: ["ignore", "pipe", "pipe", "ipc"] });
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
      // The engine also kills what has ended: the process, which goes on.
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

/** What it says next that it has loaded; undefined when it ends instead. */
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

/** Whether it would do what a new process does: the same SDK, and all that it has loaded as it is on disk. */
function fits({ child, start }: Spare, loaded: Loaded, { directory, runner }: ProcessStart): boolean {
  return (
    child.connected &&
    start.directory === directory &&
    start.runner === runner &&
    loaded.every(([path, changedMs]) => statSync(path, { throwIfNoEntry: false })?.mtimeMs === changedMs)
  );
}
