import type { ProviderFactory } from "./contract";
import type { Mock } from "./echo/mocks";
import type { InlineProgram } from "./inlineProgram";
import type { Language } from "./language/host";
import type { GivenPackConfig } from "./policy/config";
import type { ProgramElsewhere } from "./runningProgram";
import type { SpareProcess } from "./spare/spareProcess";
import type { PropertyMap } from "./value";

/** A policy pack that judges a preview or an `up`. */
export interface PolicyPackOptions {
  /** The directory with PulumiPolicy.yaml. */
  directory: string;
  /** The configuration by policy, as in a `--policy-pack-config` file. */
  config?: GivenPackConfig;
}

export interface EmbeddedStackOptions {
  /**
   * The Pulumi program: a directory as Node would load it (package.json's `main`, index.js, index.ts), or a file. The
   * caller resolves `main` of Pulumi.yaml. A function runs in this process.
   */
  program: string | InlineProgram | ProgramElsewhere;
  /** The language of a program that Node does not run. Default: none. */
  language?: Language;
  project: string;
  stack: string;
  /** The result of `pulumi.getOrganization()`. Default: `organization`, as without Pulumi Cloud. */
  organization?: string;
  /** The stack's configuration, from `namespace:key` to value. `fastly:*` configures the default Fastly provider. */
  config?: Record<string, string>;
  /** The same for values that must not be shown: encrypted in the state, `[secret]` in messages. */
  secretConfig?: Record<string, string>;
  /** The JSON file with the stack's resources. The first `up` creates it. */
  stateFile: string;
  /** Encrypts the secrets in the state file. Default: `PULUMI_CONFIG_PASSPHRASE`, else the empty passphrase. */
  passphrase?: string;
  /**
   * Providers by package name: `fastly` makes the provider of each `pulumi:providers:fastly` resource. Its version is
   * that of the SDK that registered the resource.
   */
  providers: Record<string, ProviderFactory>;
  /** The environment of the program, in addition to this process's. */
  env?: Record<string, string>;
  /** Whether the program's runner compiles TypeScript. Default: yes when the program's entry point is a .ts file. */
  typescript?: boolean;
  /** Policy packs for preview and `up`. Default: none. */
  policyPacks?: PolicyPackOptions[];
  /**
   * Component packages by name, for components in programs of any language. Each is a directory with PulumiPlugin.yaml,
   * as in `packages` of Pulumi.yaml. Default: none.
   */
  packages?: Record<string, string>;
  /**
   * Refuses resources and functions of providers that are not in `providers`. Default `false`: they are echoed, so
   * their inputs become their outputs.
   */
  strict?: boolean;
  /** Answers for some echoed things, by type or function: `aws:s3/bucket:Bucket`. Default: none. */
  mocks?: Record<string, Mock>;
  /**
   * The outputs of another stack, for references to it. Undefined when they are not known. Default: no stack is known.
   */
  stackOutputs?: (project: string, stack: string) => PropertyMap | undefined;
  /** A process that is kept for the program's next run. Default: each run starts a new one. */
  spare?: SpareProcess;
  /** How many resources are worked on at the same time. Default: 16. */
  parallel?: number;
  /**
   * How many milliseconds an aborted run waits for operations in progress. Then it leaves them as pending. Default:
   * 10000.
   */
  cancelGraceMs?: number;
}

/** A stack's options with all defaults filled in. */
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
