import { spawn } from "node:child_process";
import { cpSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Fault, LocalFastly } from "../../local/api";
import { processTable } from "../../sdk/system/processTable";
import { makeProject } from "./project";
import { pulumiCommand } from "./pulumiCommand";
import { type TestStack, testStack } from "./stack";

const ROOT = resolve(__dirname, "../..");

/** What happens to one call of a run. A lost call is carried out, but its answer does not arrive. */
export type Disturbance = "500" | "429" | "reset" | "lost" | "timeout" | "slow" | "kill";

const isReal = process.env.TEST_ENGINE === "pulumi";

/** All disturbances. The real provider waits minutes for a call that hangs for good. There a kill stands for it. */
export const DISTURBANCES: Disturbance[] = [
  "500",
  "429",
  "reset",
  "lost",
  ...(isReal ? [] : ["timeout" as const]),
  "slow",
  "kill",
];

/** A call in a form that another run has too: different ids and names are left open. */
export interface Call {
  method: string;
  path: string;
  /** How many calls with this method and path come before it. */
  nth: number;
}

/** A stack and its Fastly at one moment, to start from again and again. */
export class Snapshot {
  private constructor(
    private readonly directory: string,
    /** The same port each time: a destroy uses the address in the state. */
    private readonly port: number,
  ) {}

  /** @param prepare brings both to the wanted state. */
  static async take(
    files: Record<string, string | Buffer>,
    program: string,
    prepare: (test: TestStack) => Promise<void>,
  ): Promise<Snapshot> {
    const directory = makeProject({});
    const fastly = await LocalFastly.start({ stateFile: join(directory, "api.json"), token: "sweep-token" });
    try {
      const test = await testStack({ files, program, fastly });
      await prepare(test);
      cpSync(test.directory, join(directory, "program"), { recursive: true, verbatimSymlinks: true });
      return new Snapshot(directory, Number(new URL(fastly.url).port));
    } finally {
      await fastly.stop();
    }
  }

  async restore(): Promise<TestStack> {
    const directory = makeProject({});
    cpSync(this.directory, directory, { recursive: true, verbatimSymlinks: true });
    const fastly = await LocalFastly.start({
      stateFile: join(directory, "api.json"),
      port: this.port,
      token: "sweep-token",
    });
    const program = join(directory, "program");
    const index = readFileSync(join(program, "index.js"), "utf8");
    const test = await testStack({ files: {}, program: "", fastly, directory: program });
    test.write("index.js", index);
    return {
      ...test,
      stop: async () => {
        await test.stop();
        rmSync(directory, { recursive: true, force: true });
      },
    };
  }
}

/** The calls of an undisturbed run that succeeds, unless it has to fail. */
export async function callsOf(test: TestStack, operation: "up" | "destroy", fails = false): Promise<Call[]> {
  test.fastly.clearRequests();
  const { ok, text } = await test.show(operation);
  if (ok === fails) {
    throw new Error(text);
  }
  const seen = new Map<string, number>();
  return test.fastly.requests.map(({ method, path }) => {
    const open = pattern(path);
    const key = `${method} ${open}`;
    const nth = seen.get(key) ?? 0;
    seen.set(key, nth + 1);
    return { method, path: open, nth };
  });
}

/** Ids are 22 letters and digits. Names of stores and items stay. */
function pattern(path: string): string {
  const escaped = path.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return `^${escaped.replace(/\b[A-Za-z0-9]{22}\b/g, "[A-Za-z0-9]{22}")}$`;
}

const FAULTS: Record<Exclude<Disturbance, "kill">, Fault> = {
  "500": { status: 500 },
  "429": { status: 429, body: { msg: "Too Many Requests", detail: "API rate limit exceeded" } },
  reset: "reset",
  lost: "lost",
  timeout: "timeout",
  slow: { delayMs: 300 },
};

/** Runs with one call disturbed. A call that hangs for good or ends in a kill runs in a separate process. */
export async function disturbedRun(
  test: TestStack,
  operation: "up" | "destroy",
  call: Call,
  disturbance: Disturbance,
): Promise<{ ok: boolean; text: string }> {
  const fault = disturbance === "kill" ? "timeout" : FAULTS[disturbance];
  const undo = test.fastly.inject({ method: call.method, path: new RegExp(call.path), skip: call.nth, fault });
  try {
    return disturbance === "kill" || disturbance === "timeout"
      ? await runAndKill(test, operation, call, disturbance === "kill" ? 0 : 4_000)
      : await test.show(operation);
  } finally {
    undo();
  }
}

/** Runs in a process that is killed this many milliseconds after a call without an answer. */
async function runAndKill(
  test: TestStack,
  operation: "up" | "destroy",
  call: Call,
  patience: number,
): Promise<{ ok: boolean; text: string }> {
  test.fastly.clearRequests();
  const state = join(test.directory, ".state/dev");
  const options = {
    program: test.directory,
    project: "shop",
    stack: "dev",
    ...(isReal
      ? { fastly: { url: test.fastly.url, token: test.fastly.token }, stateDirectory: state, engine: "pulumi" }
      : {
          config: { "fastly:baseUrl": test.fastly.url },
          secretConfig: { "fastly:apiKey": test.fastly.token },
          stateFile: join(state, "state.json"),
        }),
  };
  const code = isReal ? REAL_CHILD : CHILD;
  const child = spawn(process.execPath, ["-e", code, "--", ROOT, operation, JSON.stringify(options)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.on("data", (part) => (output += part));
  let killer: NodeJS.Timeout | undefined;
  const watch = setInterval(() => {
    const alike = test.fastly.requests.filter(
      ({ method, path }) => method === call.method && path.search(call.path) === 0,
    );
    if (killer === undefined && alike.length > call.nth) {
      killer = setTimeout(() => killAll(child.pid), patience);
    }
  }, 10);
  const exitCode = await new Promise((done) => child.once("close", done));
  clearInterval(watch);
  clearTimeout(killer);
  if (exitCode !== 0 && isReal) {
    // A killed run leaves its lock behind. The next run says that this command removes it.
    pulumiCommand(state, "cancel", "--yes", "--stack", options.stack);
  }
  return exitCode === 0 ? JSON.parse(output) : { ok: false, text: "killed" };
}

/** Kills a process and all of its descendants, including those in process groups of the engine. */
function killAll(root = 0): void {
  const table = processTable();
  const all = new Set([root]);
  for (const id of all) {
    for (const below of table.filter(({ parent }) => parent === id)) {
      all.add(below.id);
    }
  }
  for (const id of all) {
    try {
      process.kill(id, "SIGKILL");
    } catch {
      // The process has ended meanwhile.
    }
  }
}

const REAL_CHILD = `
const [root, operation, options] = process.argv.slice(1);
const { localStack } = require(root + "/build/local");
const { createDisplay } = require(root + "/build/local/display");
let text = "";
const display = createDisplay({ write: (part) => (text += part) }, { color: false });
localStack(JSON.parse(options))
  [operation]({ onEvent: (event) => display.show(event) })
  .then(({ ok }) => { display.close(); process.stdout.write(JSON.stringify({ ok, text }), () => process.exit(0)); });
`;

const CHILD = `
const [root, operation, options] = process.argv.slice(1);
const { embeddedStack } = require(root + "/build/local/engine");
const { fastlyProvider } = require(root + "/build/local/provider");
const { createDisplay } = require(root + "/build/local/display");
const parsed = JSON.parse(options);
const provider = () => fastlyProvider({ programDirectory: parsed.program, timeoutMs: 1000 });
let text = "";
const display = createDisplay({ write: (part) => (text += part) }, { color: false });
embeddedStack({ ...parsed, providers: { fastly: provider } })
  [operation]({ onEvent: (event) => display.show(event) })
  .then(({ ok }) => { display.close(); process.stdout.write(JSON.stringify({ ok, text }), () => process.exit(0)); });
`;
