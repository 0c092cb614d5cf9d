import { spawn } from "node:child_process";
import { cpSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Fault, LocalFastly } from "../../local/api";
import { makeProject } from "./project";
import { type TestStack, testStack } from "./stack";

const ROOT = resolve(__dirname, "../..");

/** What happens to one call of a run; a lost one is carried out, but its answer does not arrive. */
export type Disturbance = "500" | "429" | "reset" | "lost" | "timeout" | "slow" | "kill";

/**
 * All of them. What is killed, or hangs for good, is a process with the embedded engine, so that both are for that one only:
 * the real engine leaves its lock behind, which `pulumi cancel` removes.
 */
export const DISTURBANCES: Disturbance[] = ["500", "429", "reset", "lost", "timeout", "slow", "kill"];
if (process.env.TEST_ENGINE === "pulumi") {
  console.log("      skipped on the real engine: runs that are killed");
  DISTURBANCES.splice(0, Number.POSITIVE_INFINITY, "500", "429", "reset", "lost", "slow");
}

/** A call as it can be found again in another run: ids and names that differ are left open. */
export interface Call {
  method: string;
  path: string;
  /** How many calls of this method and path come before it. */
  nth: number;
}

/** A stack and its Fastly at a moment, to begin from again and again. */
export class Snapshot {
  private constructor(
    private readonly directory: string,
    /** A destroy goes to the address that the state has. */
    private readonly port: number,
  ) {}

  /** @param prepare brings both where they should be. */
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

/** The calls of a run that nothing disturbs. */
export async function callsOf(test: TestStack, operation: "up" | "destroy"): Promise<Call[]> {
  test.fastly.clearRequests();
  const { ok, text } = await test.show(operation);
  if (!ok) {
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

/** Ids are 22 letters and digits; names of stores and items stay. */
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

/** Runs with one call disturbed. What hangs for good, or is to be killed, runs in a process of its own. */
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

/** Runs in a process, which is killed so many milliseconds after a call was left without an answer. */
async function runAndKill(
  test: TestStack,
  operation: "up" | "destroy",
  call: Call,
  patience: number,
): Promise<{ ok: boolean; text: string }> {
  test.fastly.clearRequests();
  const options = {
    program: test.directory,
    project: "shop",
    stack: "dev",
    config: { "fastly:baseUrl": test.fastly.url },
    secretConfig: { "fastly:apiKey": test.fastly.token },
    stateFile: join(test.directory, ".state/dev/state.json"),
  };
  const child = spawn(process.execPath, ["-e", CHILD, "--", ROOT, operation, JSON.stringify(options)], {
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
      killer = setTimeout(() => child.kill("SIGKILL"), patience);
    }
  }, 10);
  const code = await new Promise((done) => child.once("close", done));
  clearInterval(watch);
  clearTimeout(killer);
  return code === 0 ? JSON.parse(output) : { ok: false, text: "killed" };
}

const CHILD = `
const [root, operation, options] = process.argv.slice(1);
const { embeddedStack } = require(root + "/local/dist/engine");
const { fastlyProvider } = require(root + "/local/dist/provider");
const { createDisplay } = require(root + "/local/dist/display");
const parsed = JSON.parse(options);
const provider = () => fastlyProvider({ programDirectory: parsed.program, timeoutMs: 1000 });
let text = "";
const display = createDisplay({ write: (part) => (text += part) }, { color: false });
embeddedStack({ ...parsed, providers: { fastly: provider } })
  [operation]({ onEvent: (event) => display.show(event) })
  .then(({ ok }) => { display.close(); process.stdout.write(JSON.stringify({ ok, text }), () => process.exit(0)); });
`;
