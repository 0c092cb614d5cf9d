import { standaloneProgram } from "../../standaloneProgram";
import type { ProgramSettings } from "../runningProgram";

/** The files and directories behind what a process has loaded, and when each was changed last. */
export type Loaded = [path: string, changedMs: number | undefined][];

/** What a spare process is told: what to rehearse, and at last what it is for. */
export interface ToSpare {
  rehearsal?: Rehearsal;
  program?: { args: string[]; env: NodeJS.ProcessEnv };
}

/** One `ComputeService`, deployed by a run that has these options. */
export interface Rehearsal extends Omit<ProgramSettings, "dryRun" | "onOutput"> {
  /** The arguments of the `ComputeService`. */
  service: object;
}

/** What it says when it has loaded, and after each rehearsal that went well. After another one it ends. */
export interface FromSpare {
  loaded: Loaded;
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

  /** Where the SDK keeps what it knows of the program that the process runs. */
  const ofProgram = () => globalThis as { globalStore?: Record<string, unknown> };

  const load = () => {
    const ofRunner = ["@pulumi/pulumi", "source-map-support", "ini", "minimist"];
    const ofProgram = ["pulumi-fastly-compute", "pulumi-fastly-compute/package.json", "@pulumi/fastly"];
    const ofTypeScript = ["typescript", "ts-node"];
    // The provider's classes are loaded when they are first asked for.
    const asked = ["ServiceCompute", "Configstore", "ConfigstoreEntries", "Kvstore", "Secretstore", "getPackageHash"];
    for (const [from, name] of [
      ...ofRunner.map((name) => [runner, name]),
      ...(process.env.PULUMI_NODEJS_TYPESCRIPT === "true" ? ofTypeScript.map((name) => [runner, name]) : []),
      ...ofProgram.map((name) => [program, name]),
    ] as [string, string][]) {
      try {
        const requireFrom = createRequire(from);
        const loaded = requireFrom(name) as Record<string, unknown>;
        void asked.map((each) => loaded[each]);
        if (name === "typescript") {
          // To compile a text makes the compiler quick; this one is at hand.
          (loaded.transpileModule as (text: string, options: object) => void)(waitForProgram.toString(), {});
        }
        if (name.endsWith("/package.json")) {
          // All that the component may load later. No program imports it, so that it is no entry of the package.
          requireFrom(join(requireFrom.resolve(name), "../dist/ahead.js"));
        }
      } catch {
        // The program does without, or will say what is wrong.
      }
    }
  };

  const sayLoaded = () => {
    const paths = new Set([directory, join(directory, "node_modules"), ...Object.keys(require.cache)]);
    for (const path of [...paths]) {
      // Where a package is added, another one may be found by the same name.
      for (let at = path.indexOf("node_modules"); at !== -1; at = path.indexOf("node_modules", at + 1)) {
        const end = path.indexOf(sep, at);
        paths.add(end === -1 ? path : path.slice(0, end));
      }
    }
    const loaded: Loaded = [...paths].map((path) => [path, statSync(path, { throwIfNoEntry: false })?.mtimeMs]);
    process.send?.({ loaded } satisfies FromSpare);
  };

  const become = (env: NodeJS.ProcessEnv) => {
    for (const name of Object.keys(process.env)) {
      delete process.env[name];
    }
    Object.assign(process.env, env);
  };

  /** What is said from now on is nobody's, until what is returned is called. */
  const silence = () => {
    const outputs = [process.stdout, process.stderr];
    const writes = outputs.map((output) => output.write);
    for (const output of outputs) {
      output.write = (...given: unknown[]) => {
        const written = given.at(-1);
        if (typeof written === "function") {
          process.nextTick(written as () => void);
        }
        return true;
      };
    }
    return () => {
      for (const [i, output] of outputs.entries()) {
        Object.assign(output, { write: writes[i] });
      }
    };
  };

  /** In a store of its own, as the Automation API runs a program: nothing of it is in the store of the program to come. */
  const rehearse = async ({ service, ...run }: Rehearsal) => {
    const requireFrom = createRequire(program);
    const { runtime } = requireFrom("@pulumi/pulumi");
    const { withLocalStorage, getStore } = requireFrom("@pulumi/pulumi/runtime/state");
    const { ComputeService } = requireFrom("pulumi-fastly-compute");
    const before = { ...process.env };
    const speak = silence();
    const names = new Set(Object.keys(globalThis));
    Object.assign(process.env, run.env);
    await withLocalStorage(async () => {
      runtime.resetOptions(run.project, run.stack, run.parallel, run.address, run.address, false, run.organization);
      runtime.setAllConfig(run.config, run.secretConfigKeys);
      await runtime.runInPulumiStack(async () => void new ComputeService("rehearsal", service));
      await runtime.disconnect(true);
      // At the end of the process, the SDK asks the first store that it had whether the engine has stopped the run.
      Object.defineProperty(getStore(), "terminated", { get: () => ofProgram().globalStore?.terminated });
    });
    for (const name of Object.keys(globalThis).filter((name) => !names.has(name))) {
      Reflect.deleteProperty(globalThis, name);
    }
    become(before);
    speak();
  };

  const runProgram = ({ args, env }: { args: string[]; env: NodeJS.ProcessEnv }) => {
    process.channel?.unref();
    become(env);
    // The SDK reads what it knows of a run from the environment, when it is first asked. The packages have asked already,
    // to register their classes. It is made anew, with these.
    const { globalStore: store } = ofProgram();
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
  };

  const listen = (message: ToSpare) => {
    if (message.rehearsal !== undefined) {
      rehearse(message.rehearsal).then(sayLoaded, () => process.exit(1));
    } else if (message.program !== undefined) {
      process.removeListener("message", listen);
      runProgram(message.program);
    }
  };
  process.on("message", listen);
  load();
  sayLoaded();
}

export const WAITING_PROGRAM = standaloneProgram(waitForProgram);
