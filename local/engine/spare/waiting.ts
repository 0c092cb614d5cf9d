import { standaloneProgram } from "../../standaloneProgram";
import type { ProgramSettings } from "../runningProgram";

/** The loaded files and directories, with the time of each one's last change. */
export type Loaded = [path: string, changedMs: number | undefined][];

/** Messages to a spare process: rehearsals, and finally its program. */
export interface ToSpare {
  rehearsal?: Rehearsal;
  program?: { args: string[]; env: NodeJS.ProcessEnv };
}

/** The options of a run that deploys one `ComputeService`. */
export interface Rehearsal extends Omit<ProgramSettings, "dryRun" | "onOutput"> {
  /** The arguments of the `ComputeService`. */
  service: object;
}

/** The message after loading, and after each successful rehearsal. After a failed one the process ends. */
export interface FromSpare {
  loaded: Loaded;
}

/**
 * The whole code of a spare process. `node -e` runs it with the directory of the Pulumi program and the runner. It
 * loads what every run loads, and reports the list. Then it waits for the rest of its command line and its environment.
 * The function refers to nothing outside of itself.
 */
function waitForProgram(): void {
  const { createRequire, runMain } = require("node:module") as typeof import("node:module") & { runMain(): void };
  const { statSync } = require("node:fs") as typeof import("node:fs");
  const { join, sep } = require("node:path") as typeof import("node:path");
  const [directory = "", runner = ""] = process.argv.slice(1);
  const program = join(directory, "package.json");
  process.channel?.ref();

  /** The SDK's store for the values of the program in this process. */
  const ofProgram = () => globalThis as { globalStore?: Record<string, unknown> };

  const load = () => {
    const ofRunner = ["@pulumi/pulumi", "source-map-support", "ini", "minimist"];
    const ofProgram = ["pulumi-fastly-compute", "pulumi-fastly-compute/package.json", "@pulumi/fastly"];
    const ofTypeScript = ["typescript", "ts-node"];
    // The SDK loads the provider's classes at their first use.
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
          // Compiling a text warms up the compiler. This function's own text will do.
          (loaded.transpileModule as (text: string, options: object) => void)(waitForProgram.toString(), {});
        }
        if (name.endsWith("/package.json")) {
          // Loads everything that the component may load later. No program imports this file, so it is no entry of the
          // package.
          requireFrom(join(requireFrom.resolve(name), "../dist/ahead.js"));
        }
      } catch {
        // The program does without it, or will report the problem.
      }
    }
  };

  const sayLoaded = () => {
    const paths = new Set([directory, join(directory, "node_modules"), ...Object.keys(require.cache)]);
    for (const path of [...paths]) {
      // When a package is added, another one may be found under the same name.
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

  /** Drops output until the returned function is called. */
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

  /** Uses a separate store, like the Automation API: nothing of the rehearsal is in the store of the later program. */
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
      // At the end of the process, the SDK checks its first store for whether the engine has stopped the run.
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
    // The SDK reads the facts about a run from the environment at its first use. Packages have used them already, to
    // register their classes. So they are made again from the new variables.
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
