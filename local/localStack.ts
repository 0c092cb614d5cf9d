import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { embeddedStack, type InlineProgram, type Mock, type PolicyPackOptions, type SpareProcess } from "./engine";
import { type Language, needLanguageHost } from "./engine/language/host";
import type { PropertyMap } from "./engine/value";
import { localStackError } from "./errors";
import { fastlyProvider } from "./provider";
import { detectPulumi, pulumiStack } from "./pulumi";
import type { Stack } from "./stack";

/** What to deploy, and where. */
export interface LocalStackOptions {
  /**
   * The directory of the Pulumi program, or a function. A function runs in this process, which saves the start of
   * another one. Relative paths in it start at the current directory. It returns the stack's outputs.
   */
  program: string | InlineProgram;
  /**
   * The language of a program that Node does not run, as in its Pulumi.yaml. Pulumi's host for it, such as
   * `pulumi-language-python`, must be on PATH. Default: none.
   *
   * @internal
   */
  language?: Language;
  /** The name of the project. Default `local`. */
  project?: string;
  /** The name of the stack. Default `dev`. */
  stack?: string;
  /** The local Fastly API to deploy to. */
  fastly: {
    /** Its address: `http://127.0.0.1:PORT`. */
    url: string;
    /** A token that it accepts. */
    token: string;
  };
  /**
   * The directory of the state. Two stacks of one project need two directories. Default: a temporary directory, which
   * is removed when this process ends.
   */
  stateDirectory?: string;
  /** The stack's configuration by full key, such as `hello:greeting`. */
  config?: Record<string, string>;
  /** The same for values that must not be shown. */
  secretConfig?: Record<string, string>;
  /** Environment variables of the program, in addition to this process's. */
  env?: Record<string, string>;
  /** Policy packs that judge every preview and `up`: their directories, with configuration where needed. */
  policyPacks?: (string | PolicyPackOptions)[];
  /**
   * Component packages by name, for resources of programs that do not import them. Each is a directory with
   * PulumiPlugin.yaml, such as `{ "fastly-compute": "./node_modules/pulumi-fastly-compute" }`. Default: none.
   */
  packages?: Record<string, string>;
  /**
   * Refuses resources, data sources and functions that the local engine lacks. Default `false`: they are echoed.
   * Nothing is called then, and their inputs become their outputs. Other outputs in their SDK's types are unknown in a
   * preview. After that they are placeholders, such as `arn.assets.not-simulated.invalid`.
   */
  strict?: boolean;
  /**
   * Outputs of some echoed things besides their inputs, by type or function:
   * `{ "aws:s3/bucket:Bucket": { arn: "arn:…" } }`. A function gets the program's inputs. Default: none.
   */
  mocks?: Record<string, Mock>;
  /**
   * A process that is kept for the program's next run on the local engine. Default: each run starts a new one.
   *
   * @internal
   */
  spare?: SpareProcess;
  /**
   * The outputs of another stack, for references to it. Undefined when they are not known. Default: no stack is known.
   *
   * @internal
   */
  stackOutputs?: (project: string, stack: string) => PropertyMap | undefined;
  /**
   * How many milliseconds an aborted run waits for operations in progress. Default 10,000.
   *
   * @internal
   */
  cancelGraceMs?: number;
  /**
   * The engine: `embedded`, `pulumi` or `auto`. `pulumi` is the real one, and needs `pulumi` and
   * `pulumi-resource-fastly` on PATH. `auto` takes the real one when it is there. Default `embedded`.
   */
  engine?: string;
}

/** A stack of a Pulumi program that deploys to the local Fastly. For trying out and testing, never for production. */
export function localStack(options: LocalStackOptions): Stack {
  const { project = "local", stack = "dev", fastly, env } = options;
  const program = typeof options.program === "string" ? resolve(options.program) : options.program;
  const stateDirectory = options.stateDirectory ?? temporaryDirectory();
  const config = { ...options.config, "fastly:baseUrl": fastly.url };
  const secretConfig = { ...options.secretConfig, "fastly:apiKey": fastly.token };
  const policyPacks = (options.policyPacks ?? [])
    .map((pack) => (typeof pack === "string" ? { directory: pack } : pack))
    .map((pack) => ({ ...pack, directory: resolve(pack.directory) }));
  // An inline program starts here, as in the Automation API, even if it changes the directory later.
  const programDirectory = typeof program === "string" ? program : process.cwd();
  if (options.engine === "pulumi" && options.mocks !== undefined) {
    throw localStackError("mocks-on-real-engine");
  }
  if (options.language !== undefined) {
    needLanguageHost(options.language);
  }
  if (options.engine === "pulumi" || (options.engine === "auto" && detectPulumi())) {
    if (options.language !== undefined) {
      throw localStackError("real-engine-language", { language: options.language.name });
    }
    return pulumiStack({ program, project, stack, config, secretConfig, stateDirectory, env, policyPacks });
  }
  return embeddedStack({
    program,
    language: options.language,
    project,
    stack,
    config,
    secretConfig,
    stateFile: join(stateDirectory, "state.json"),
    providers: {
      fastly: (version) => fastlyProvider({ version, programDirectory }),
    },
    env,
    policyPacks,
    packages: options.packages,
    strict: options.strict,
    mocks: options.mocks,
    spare: options.spare,
    stackOutputs: options.stackOutputs,
    ...(options.cancelGraceMs !== undefined && { cancelGraceMs: options.cancelGraceMs }),
  });
}

const temporaryDirectories: string[] = [];

function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "fastly-compute-stack-"));
  if (temporaryDirectories.push(directory) === 1) {
    process.once("exit", removeTemporaryDirectories);
  }
  return directory;
}

function removeTemporaryDirectories(): void {
  for (const directory of temporaryDirectories) {
    rmSync(directory, { recursive: true, force: true });
  }
}
