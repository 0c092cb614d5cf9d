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

/** What is deployed, and where. */
export interface LocalStackOptions {
  /**
   * The directory of the Pulumi program, or a function that is one: it runs in this process, which saves the start of
   * another, and relative paths in it start at the current directory. What it returns are the stack's outputs.
   */
  program: string | InlineProgram;
  /**
   * The language of a program that Node does not run, as its Pulumi.yaml says: Pulumi's host of it, such as
   * `pulumi-language-python`, has to be on PATH. Default: none.
   *
   * @internal
   */
  language?: Language;
  /** Default `local`. */
  project?: string;
  /** Default `dev`. */
  stack?: string;
  /** The local Fastly API that the stack deploys to. */
  fastly: {
    /** Its address: `http://127.0.0.1:PORT`. */
    url: string;
    /** A token that it accepts. */
    token: string;
  };
  /**
   * Where the state is kept; two stacks of one project need two directories. By default a temporary directory, which is
   * removed when this process ends.
   */
  stateDirectory?: string;
  /** Stack configuration by full key, such as `hello:greeting`. */
  config?: Record<string, string>;
  /** The same for values that must not be shown. */
  secretConfig?: Record<string, string>;
  /** Extra environment of the program. */
  env?: Record<string, string>;
  /** Policy packs that judge every preview and `up`: their directories, with configuration where they need some. */
  policyPacks?: (string | PolicyPackOptions)[];
  /**
   * Component packages by name, for resources of programs that do not import them: directories with PulumiPlugin.yaml,
   * such as `{ "fastly-compute": "./node_modules/pulumi-fastly-compute" }`. Default: none.
   */
  packages?: Record<string, string>;
  /**
   * Refuses resources, data sources and functions that the local engine does not have. By default it echoes them:
   * nothing of theirs is called, and their inputs are taken for their outputs. What else their SDK says that they
   * answer is unknown in a preview. After that it is a placeholder, such as `arn.assets.not-simulated.invalid`.
   */
  strict?: boolean;
  /**
   * What some of these answer besides their inputs, by type or function: `{ "aws:s3/bucket:Bucket": { arn: "arn:…" } }`,
   * or a function of what the program gave. Default: none.
   */
  mocks?: Record<string, Mock>;
  /**
   * A process that is kept for the next run of a program of the local engine. Default: each run starts a new one.
   *
   * @internal
   */
  spare?: SpareProcess;
  /**
   * The outputs of another stack, for references to it; undefined where it is not known. Default: none is.
   *
   * @internal
   */
  stackOutputs?: (project: string, stack: string) => PropertyMap | undefined;
  /**
   * How long a run that is told to end may take for what is under way, in milliseconds. Default 10,000.
   *
   * @internal
   */
  cancelGraceMs?: number;
  /**
   * `embedded`, `pulumi` (the real one: `pulumi` and `pulumi-resource-fastly` must be on PATH), or `auto`: the real one
   * when it is there. Default `embedded`.
   */
  engine?: string;
}

/** A stack of a Pulumi program whose Fastly is the local one. For trying out and testing, never for production. */
export function localStack(options: LocalStackOptions): Stack {
  const { project = "local", stack = "dev", fastly, env } = options;
  const program = typeof options.program === "string" ? resolve(options.program) : options.program;
  const stateDirectory = options.stateDirectory ?? temporaryDirectory();
  const config = { ...options.config, "fastly:baseUrl": fastly.url };
  const secretConfig = { ...options.secretConfig, "fastly:apiKey": fastly.token };
  const policyPacks = (options.policyPacks ?? [])
    .map((pack) => (typeof pack === "string" ? { directory: pack } : pack))
    .map((pack) => ({ ...pack, directory: resolve(pack.directory) }));
  // An inline program starts here, as in the Automation API, wherever it goes afterwards.
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
