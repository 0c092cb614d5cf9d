import { type ChildProcess, spawn } from "node:child_process";
import { statSync } from "node:fs";
import { DIE_WITH_PARENT } from "./dieWithParent";
import { fastStart } from "./fastStart";

/** What a program's process is started with. */
export interface ProcessStart {
  directory: string;
  /** The path of the SDK's runner. */
  runner: string;
  args: string[];
  env: NodeJS.ProcessEnv;
}

/**
 * A process that has loaded Pulumi's SDK, for a program that runs again and again: to load it is most of the time that
 * a program takes. Of the program itself nothing is loaded before it runs.
 */
export interface SpareProcess {
  /** The spare process with the program started in it, or the new one where the spare does not fit. */
  start(start: ProcessStart, startNew: () => ChildProcess): ChildProcess;
  close(): void;
}

/** The files and directories behind what a process has loaded, and when each was changed last. */
type Loaded = [path: string, changedMs: number][];

interface Spare {
  child: ChildProcess;
  start: ProcessStart;
  /** Undefined while it loads. */
  loaded?: Loaded;
}

export function openSpareProcess(): SpareProcess {
  let spare: Spare | undefined;
  let isClosed = false;
  const discard = () => {
    spare?.child.kill("SIGKILL");
    spare = undefined;
  };
  process.once("exit", discard);

  const prepare = (start: ProcessStart) => {
    if (!isClosed && spare === undefined) {
      spare = startSpare(start);
    }
  };
  return {
    start(start, startNew) {
      const taken = spare !== undefined && fits(spare, start) ? spare.child : undefined;
      if (taken === undefined) {
        discard();
      }
      spare = undefined;
      taken?.ref();
      taken?.send({ args: start.args, env: start.env }, () => {});
      const child = taken ?? startNew();
      // Not before: the two would take each other's time.
      child.once("close", () => prepare(start));
      return child;
    },
    close() {
      isClosed = true;
      process.removeListener("exit", discard);
      discard();
    },
  };
}

function startSpare(start: ProcessStart): Spare {
  const { directory, runner, env } = start;
  const args = [`--import=${DIE_WITH_PARENT}`, ...fastStart(directory), "-e", SPARE_PROGRAM, directory, runner];
  const child = spawn(process.execPath, args, { cwd: directory, env, stdio: ["ignore", "pipe", "pipe", "ipc"] });
  const spare: Spare = { child, start };
  child.once("message", (loaded) => {
    spare.loaded = loaded as Loaded;
  });
  child.once("error", () => {});
  child.unref();
  child.channel?.unref();
  return spare;
}

/** Whether it would do what a new process does: the same SDK, and all that it has loaded as it is on disk. */
function fits({ child, loaded, start }: Spare, { directory, runner }: ProcessStart): boolean {
  return (
    loaded !== undefined &&
    child.connected &&
    start.directory === directory &&
    start.runner === runner &&
    loaded.every(([path, changedMs]) => statSync(path, { throwIfNoEntry: false })?.mtimeMs === changedMs)
  );
}

/**
 * The whole program of a spare process, run by `node -e` with the directory of the Pulumi program and the runner. It
 * loads what every run loads, says what that was, and waits for the rest of its command line and its environment.
 * Refers to nothing outside of itself.
 */
function waitForProgram(): void {
  const { createRequire, runMain } = require("node:module") as typeof import("node:module") & { runMain(): void };
  const { statSync } = require("node:fs") as typeof import("node:fs");
  const { join, sep } = require("node:path") as typeof import("node:path");
  const [directory = "", runner = ""] = process.argv.slice(1);
  const program = join(directory, "package.json");
  process.channel?.ref();
  const ofRunner = ["@pulumi/pulumi", "source-map-support", "ini", "minimist"];
  const ofProgram = ["pulumi-fastly-compute", "pulumi-fastly-compute/package.json", "@pulumi/fastly"];
  // The provider's classes are loaded when they are first asked for.
  const asked = ["ServiceCompute", "Configstore", "ConfigstoreEntries", "Kvstore", "Secretstore", "getPackageHash"];
  for (const [from, name] of [
    ...ofRunner.map((name) => [runner, name]),
    ...(process.env.PULUMI_NODEJS_TYPESCRIPT === "true" ? [[runner, "typescript"]] : []),
    ...ofProgram.map((name) => [program, name]),
  ] as [string, string][]) {
    try {
      const requireFrom = createRequire(from);
      const loaded = requireFrom(name) as Record<string, unknown>;
      void asked.map((each) => loaded[each]);
      if (name.endsWith("/package.json")) {
        // All that the component may load later. No program imports it, so that it is no entry of the package.
        requireFrom(join(requireFrom.resolve(name), "../dist/ahead.js"));
      }
    } catch {
      // The program does without, or will say what is wrong.
    }
  }
  const paths = new Set([directory, join(directory, "node_modules"), ...Object.keys(require.cache)]);
  for (const path of [...paths]) {
    // Where a package is added, another one may be found by the same name.
    for (let at = path.indexOf("node_modules"); at !== -1; at = path.indexOf("node_modules", at + 1)) {
      const end = path.indexOf(sep, at);
      paths.add(end === -1 ? path : path.slice(0, end));
    }
  }
  process.once("message", (message) => {
    const { args, env } = message as { args: string[]; env: NodeJS.ProcessEnv };
    process.channel?.unref();
    for (const name of Object.keys(process.env)) {
      delete process.env[name];
    }
    Object.assign(process.env, env);
    // What the SDK knows of a run it reads from the environment when it is first asked, and the packages have asked
    // already, to register their classes. It is made anew, with these.
    const { globalStore: store } = globalThis as { globalStore?: Record<string, unknown> };
    Object.defineProperty(globalThis, "globalStore", {
      configurable: true,
      get() {
        return undefined;
      },
      set(made: Record<string, unknown>) {
        const { resourcePackages = made.resourcePackages, resourceModules = made.resourceModules } = store ?? {};
        Object.assign(made, { resourcePackages, resourceModules });
        Object.defineProperty(globalThis, "globalStore", { value: made, writable: true });
      },
    });
    process.argv = [process.execPath, runner, ...args];
    runMain();
  });
  process.send?.([...paths].map((path) => [path, statSync(path, { throwIfNoEntry: false })?.mtimeMs]));
}

const SPARE_PROGRAM = `(${waitForProgram.toString()})()`;
