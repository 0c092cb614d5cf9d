import type { ProviderFactory } from "./contract";
import type { Mock } from "./echo/mocks";
import type { InlineProgram } from "./inlineProgram";
import type { Language } from "./language/host";
import type { GivenPackConfig } from "./policy/config";
import type { ProgramElsewhere } from "./runningProgram";
import type { SpareProcess } from "./spare/spareProcess";
import type { PropertyMap } from "./value";

/** A policy pack that judges what a preview or an `up` is going to do. */
export interface PolicyPackOptions {
  /** The directory with PulumiPolicy.yaml. */
  directory: string;
  /** Configuration by policy, as a `--policy-pack-config` file holds it. */
  config?: GivenPackConfig;
}

export interface EmbeddedStackOptions {
  /**
   * The Pulumi program: a directory as Node would load it (package.json's `main`, index.js, index.ts), or a file.
   * `main` of Pulumi.yaml is resolved by the caller. A function runs in this process.
   */
  program: string | InlineProgram | ProgramElsewhere;
  /** The language of a program that Node does not run. Default: none. */
  language?: Language;
  project: string;
  stack: string;
  /** What `pulumi.getOrganization()` answers. Default: `organization`, as without Pulumi Cloud. */
  organization?: string;
  /** Stack configuration, `namespace:key` to value. `fastly:*` configures the default Fastly provider. */
  config?: Record<string, string>;
  /** As `config`, for values that must not be shown: encrypted in state, `[secret]` in messages. */
  secretConfig?: Record<string, string>;
  /** JSON file with the stack's resources; made by the first `up`. */
  stateFile: string;
  /** Encrypts the secrets in the state file. Default: `PULUMI_CONFIG_PASSPHRASE`, else the empty passphrase. */
  passphrase?: string;
  /**
   * Providers by package name: `fastly` makes the provider of each `pulumi:providers:fastly` resource. The version is
   * that of the SDK which registered it.
   */
  providers: Record<string, ProviderFactory>;
  /** Environment of the program, on top of this process's. */
  env?: Record<string, string>;
  /** Whether the program's runner compiles TypeScript. Default: whether the program's entry point is a .ts file. */
  typescript?: boolean;
  /** Policy packs for preview and `up`. Default: none. */
  policyPacks?: PolicyPackOptions[];
  /**
   * Component packages by name, for components that are made for programs in any language: directories with
   * PulumiPlugin.yaml, as `packages` of Pulumi.yaml names them. Default: none.
   */
  packages?: Record<string, string>;
  /**
   * Refuses resources and functions of providers that are not in `providers`. By default they are echoed: their inputs
   * are taken for their outputs.
   */
  strict?: boolean;
  /** What some of these answer, by type or function: `aws:s3/bucket:Bucket`. Default: none. */
  mocks?: Record<string, Mock>;
  /** The outputs of another stack, for references to it; undefined where it is not known. Default: none is. */
  stackOutputs?: (project: string, stack: string) => PropertyMap | undefined;
  /** A process that is kept for the program's next run. Default: each run starts a new one. */
  spare?: SpareProcess;
  /** How many resources are worked on at a time. Default: 16. */
  parallel?: number;
  /** Milliseconds that an aborted run waits for operations under way before it leaves them as pending. Default: 10000. */
  cancelGraceMs?: number;
}

/** A stack's options with every default filled in. */
export interface DeploymentOptions extends Required<Omit<EmbeddedStackOptions, "typescript" | "language" | "spare">> {
  typescript: boolean | undefined;
  spare?: SpareProcess;
  language?: Language;
}

export function withDefaults(options: EmbeddedStackOptions): DeploymentOptions {
  return {
    organization: "organization",
    config: {},
    secretConfig: {},
    env: {},
    policyPacks: [],
    parallel: 16,
    cancelGraceMs: 10_000,
    ...options,
    packages: options.packages ?? {},
    strict: options.strict ?? false,
    mocks: options.mocks ?? {},
    stackOutputs: options.stackOutputs ?? (() => undefined),
    passphrase: options.passphrase ?? process.env.PULUMI_CONFIG_PASSPHRASE ?? "",
    typescript: options.typescript,
  };
}
