import assert from "node:assert/strict";
import * as childProcess from "node:child_process";
import * as fs from "node:fs";
import Module from "node:module";

type Described = Record<string, unknown>;

const FUNCTIONS = {
  fs,
  "fs.promises": fs.promises,
  child_process: childProcess,
  Module,
  "Module.prototype": Module.prototype,
  "Module._extensions": (Module as unknown as { _extensions: object })._extensions,
  console,
  "process.stdout": process.stdout,
  "process.stderr": process.stderr,
};
/** The members of the process, by value: some libraries restore them as own properties. */
const OF_THE_PROCESS = ["chdir", "cwd", "emit", "exit", "kill", "on", "once", "reallyExit"] as const;
/** Globals that a test could replace. Node replaces some of them itself at their first use. */
const GLOBALS = ["Date", "fetch", "setImmediate", "setInterval", "setTimeout", "queueMicrotask"] as const;
/** Events of a process that runs tests. A worker of mocha also listens to its parent. */
const EVENTS = ["SIGINT", "SIGTERM", "SIGHUP", "uncaughtException", "unhandledRejection", "warning"];
/** Globals in which Pulumi's SDK keeps the values of a run. */
const PASSING = new Set(["stackResource", "globalStore"]);

/** Everything that all files of a process share, by name. */
function shared(): Described {
  const found: Described = { "the working directory": process.cwd(), "Error.stackTraceLimit": Error.stackTraceLimit };
  for (const [name, value] of Object.entries(process.env)) {
    found[`the variable ${name}`] = value;
  }
  for (const [name, functions] of Object.entries(FUNCTIONS)) {
    for (const [key, { value }] of Object.entries(Object.getOwnPropertyDescriptors(functions))) {
      if (typeof value === "function") {
        found[`${name}.${key}`] = value;
      }
    }
  }
  for (const key of Object.getOwnPropertyNames(globalThis).filter((name) => !PASSING.has(name))) {
    found[`globalThis.${key}`] = "";
  }
  for (const key of GLOBALS) {
    found[`globalThis.${key}`] = globalThis[key];
  }
  for (const key of OF_THE_PROCESS) {
    found[`process.${key}`] = (process as unknown as Described)[key];
  }
  for (const event of EVENTS) {
    found[`listeners of ${event}`] = process.listenerCount(event);
  }
  return found;
}

/**
 * All test files run in a few processes, in an order that depends on their measured durations. So a file must leave
 * everything unchanged that another one may see. A file that does not fails here, by its name.
 */
let before: Described;

export const mochaHooks = {
  beforeAll(): void {
    before = shared();
  },
  async afterAll(): Promise<void> {
    // After the stat of a named pipe, Node takes a link to a package for its own place: see sdk/system/stats.ts.
    fs.lstatSync("/");
    let changed = changes();
    // A failed run restores things a moment later.
    for (let tries = 0; changed.length > 0 && tries < 20; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      changed = changes();
    }
    assert.deepEqual(changed, [], "another file of tests would see what this one has changed");
  },
};

function changes(): string[] {
  const after = shared();
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => !Object.is(before[name], after[name]),
  );
}
