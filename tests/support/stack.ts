import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import {
  createDisplay,
  LocalFastly,
  type LocalStackOptions,
  type PolicyPackOptions,
  type RunOptions,
  type RunResult,
  type Stack,
} from "../../local/index";
import { type Engine, localStack } from "./engines";
import { fastlyPrelude } from "./fastlyVersion";
import { loaded } from "./loaded";
import { linkPackages } from "./packages";
import { makeProject } from "./project";

/** A Pulumi program in a directory of its own, deployed to a local Fastly. */
export interface TestStack extends Stack {
  fastly: LocalFastly;
  /** The program's directory. */
  directory: string;
  /** Writes a file of the program, with its directories. */
  write(file: string, content: string | Buffer): void;
  read(file: string): string;
  /** Replaces a text that must be there. */
  edit(file: string, from: string, to: string): void;
  /** Runs, and returns the text that a person sees without a terminal. */
  show(operation: "preview" | "up" | "destroy", options?: RunOptions): Promise<RunResult & { text: string }>;
  /** The requests so far that change something, each as `POST /service`, without ids. */
  writes(): string[];
  stop(): Promise<void>;
}

export interface TestStackOptions {
  files: Record<string, string | Buffer>;
  /** The body of a CommonJS program. `ComputeService` and `pulumi` are defined in it. */
  program: string;
  stack?: string;
  project?: string;
  /** The Fastly of another stack, to deploy to the same one. */
  fastly?: LocalFastly;
  /** The program directory of another stack. */
  directory?: string;
  config?: Record<string, string>;
  secretConfig?: Record<string, string>;
  /** The directories of policy packs, relative to the program's, with their configuration. */
  policyPacks?: PolicyPackOptions[];
  /** The API token of the stack. Default: a token that may do everything. */
  token?: string;
  /** Default: the embedded one, or `TEST_ENGINE`. */
  engine?: Engine;
  /**
   * Runs the program in a separate process on the local engine too, as users do. Default: in this process, which takes
   * a tenth of the time. That is for tests where the process is not the point.
   */
  process?: boolean;
}

/** A program with the service of the project in `app`. Its outputs are the service's id and the hash of the package. */
export function serviceProgram(args = ""): string {
  return `const edge = new ComputeService("edge", { directory: "./app", ${args} });
   module.exports = { id: edge.serviceId, hash: edge.packageHash };`;
}

export async function testStack(options: TestStackOptions): Promise<TestStack> {
  const fastly = options.fastly ?? (await LocalFastly.start());
  const directory = options.directory ?? makeProject({});
  const name = options.stack ?? "dev";
  const write = (file: string, content: string | Buffer) => {
    mkdirSync(dirname(join(directory, file)), { recursive: true });
    writeFileSync(join(directory, file), content);
  };
  if (options.directory === undefined) {
    linkPackages(directory);
    write("package.json", JSON.stringify({ name: "program", main: "index.js" }));
  }
  write("index.js", `${fastlyPrelude()}${PRELUDE}${options.program}\n`);
  for (const [file, content] of Object.entries(options.files)) {
    write(file, content);
  }
  const { project = "shop", config, secretConfig } = options;
  const stateDirectory = join(directory, ".state", name);
  mkdirSync(stateDirectory, { recursive: true });
  const stack = await stackIn(directory, {
    project,
    stack: name,
    fastly: { url: fastly.url, token: options.token ?? fastly.token },
    stateDirectory,
    config,
    secretConfig,
    ...(options.engine && { engine: options.engine }),
    ...(options.process && { process: true }),
    packages: { "fastly-compute": join(directory, "node_modules/pulumi-fastly-compute") },
    policyPacks: options.policyPacks?.map((pack) => ({ ...pack, directory: join(directory, pack.directory) })),
  });
  const read = (file: string) => readFileSync(join(directory, file), "utf8");
  return {
    ...stack,
    fastly,
    directory,
    write,
    read,
    edit: (file, from, to) => {
      const text = read(file);
      if (!text.includes(from)) {
        throw new Error(`${file} does not contain ${from}`);
      }
      write(file, text.replace(from, to));
    },
    show: async (operation, runOptions = {}) => {
      let text = "";
      const display = createDisplay({ write: (part) => (text += part) }, { color: false });
      const result = await stack[operation]({ ...runOptions, onEvent: (event) => display.show(event) });
      display.close();
      return { ...result, text };
    },
    writes: () =>
      fastly.requests
        .filter(({ method }) => method !== "GET")
        .map(({ method, path }) => `${method} ${path.replace(/\/[A-Za-z0-9]{22}(?=\/|$)/g, "/ID")}`),
    stop: () => fastly.stop(),
  };
}

/**
 * A stack of the program in a directory. On the local engine the program runs in this process, unless `process` is set.
 * That takes a fifth of the time.
 */
export async function stackIn(
  directory: string,
  { process: isOwn, ...options }: Omit<LocalStackOptions, "program"> & { process?: boolean },
): Promise<Stack> {
  if (isOwn || (options.engine ?? process.env.TEST_ENGINE ?? "embedded") !== "embedded") {
    return localStack({ ...options, program: directory });
  }
  const stack = await within(directory, async () => localStack({ ...options, program: () => loaded(directory) }));
  for (const operation of ["preview", "up", "refresh", "destroy"] as const) {
    const run = stack[operation];
    stack[operation] = (given) => within(directory, () => run(given));
  }
  return stack;
}

const HOME = process.cwd();
let turn: Promise<unknown> = Promise.resolve();

/** Relative paths of a program start at its directory, and this process has one current directory at a time. */
export function within<T>(directory: string, work: () => Promise<T>): Promise<T> {
  const done = turn.then(async () => {
    process.chdir(directory);
    try {
      return await work();
    } finally {
      process.chdir(HOME);
    }
  });
  turn = done.catch(() => {});
  return done;
}

/** The fast start that the README recommends: half of a run is the start of its program. */
const PRELUDE = `require("pulumi-fastly-compute/fast");
const pulumi = require("@pulumi/pulumi");
const { ComputeService } = require("pulumi-fastly-compute");
`;
