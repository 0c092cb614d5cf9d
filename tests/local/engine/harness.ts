import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type EmbeddedStackOptions, type EngineEvent, embeddedStack, type StepEvent } from "../../../local/engine";
import type { RunResult, Stack, StackState } from "../../../local/stack";
import { loaded } from "../../support/loaded";
import { newWorld, testProvider, type World } from "./testProvider";

export interface TestStack {
  stack: Stack;
  world: World;
  /** The directory of the program. */
  directory: string;
  stateFile: string;
  stateText(): string;
  /** Replaces the program: statements with `pulumi`, `Thing`, `Group` and `env` in scope. */
  program(body: string): void;
  state(name: string): Promise<StackState["resources"][number] | undefined>;
  remove(): void;
}

const PRELUDE = `
const pulumi = require("@pulumi/pulumi");
const env = process.env;
class Thing extends pulumi.CustomResource {
  constructor(name, args, opts) {
    super("test:index:Thing", name, { name: undefined, size: undefined, token: undefined, color: undefined, ...args }, opts);
  }
  static get(name, id, opts) { return new Thing(name, {}, { ...opts, id }); }
}
class TestProvider extends pulumi.ProviderResource {
  constructor(name, args, opts) { super("test", name, args, opts); }
}
class Group extends pulumi.ComponentResource {
  constructor(name, args, opts) { super("test:index:Group", name, args, opts); }
}
`;

/** In this process, where nobody reads a program's output. */
const PRINT =
  'const console = { log: require("node:async_hooks").AsyncResource.bind((line) => void pulumi.log.info(line)) };\n';

export interface HarnessOptions extends Partial<EmbeddedStackOptions> {
  /**
   * Runs the program in a separate process, for tests about processes. Default: in this process, in a tenth of the
   * time.
   */
  process?: boolean;
}

export function testStack({ process: isProcess = false, ...overrides }: HarnessOptions = {}): TestStack {
  const directory = mkdtempSync(join(tmpdir(), "embedded-engine-"));
  const program = join(directory, "program");
  mkdirSync(program);
  symlinkSync(resolve(__dirname, "../../../node_modules"), join(directory, "node_modules"));
  writeFileSync(join(program, "package.json"), '{"name":"p"}');
  const world = newWorld();
  const stateFile = join(directory, "state.json");
  const stack = embeddedStack({
    program: isProcess ? program : async () => loaded(program),
    project: "proj",
    stack: "dev",
    stateFile,
    passphrase: "correct horse",
    providers: { test: () => testProvider(world) },
    ...overrides,
  });
  return {
    stack,
    world,
    directory: program,
    stateFile,
    stateText: () => readFileSync(stateFile, "utf8"),
    program: (body) => writeFileSync(join(program, "index.js"), `${PRELUDE}${isProcess ? "" : PRINT}\n${body}\n`),
    state: async (name) =>
      (await stack.exportState()).resources.find(({ urn, delete: old }) => urn.endsWith(`::${name}`) && !old),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/**
 * `it` for tests with separate stacks. Starting programs takes most of their time, so the next one starts while one
 * runs.
 */
export function scenarios(
  overrides: HarnessOptions = {},
): (title: string, body: (test: TestStack) => Promise<void>) => void {
  const starts: (() => Promise<void>)[] = [];
  return (title, body) => {
    let running: Promise<void> | undefined;
    const start = () => {
      running ??= withStack(overrides, body);
      return running;
    };
    const index = starts.push(start) - 1;
    it(title, async () => {
      const run = start();
      starts[index + 1]?.().catch(() => {});
      await run;
    });
  };
}

async function withStack(overrides: HarnessOptions, body: (test: TestStack) => Promise<void>) {
  const test = testStack(overrides);
  try {
    await body(test);
  } finally {
    test.remove();
  }
}

/** The steps that ended, as `op name`, without the stack resource. Failures are `failed op name`. */
export function steps(result: { events: EngineEvent[] }): string[] {
  return stepEvents(result)
    .filter(({ phase }) => phase !== "started")
    .map(({ phase, op, name }) => (phase === "failed" ? `failed ${op} ${name}` : `${op} ${name}`));
}

export function stepEvents({ events }: { events: EngineEvent[] }): StepEvent[] {
  return events.filter((event) => event.kind === "step").filter(({ type }) => type !== "pulumi:pulumi:Stack");
}

export function diagnostics(result: RunResult, severity: string): string[] {
  return result.events.flatMap((event) =>
    event.kind === "diagnostic" && event.severity === severity ? [event.message] : [],
  );
}
