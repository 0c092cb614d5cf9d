import type { BuildArgs, PackageArgs } from "./package";
import type { BackendArgs } from "./setup/backends";
import type { ConfigStoreArgs } from "./setup/configStores";
import type { DictionaryArgs } from "./setup/dictionaries";
import type { KvStoreArgs } from "./setup/kvStores";
import type { LogEndpointArgs } from "./setup/logEndpoints";
import type { ProductsArgs } from "./setup/products";
import type { SecretStoreArgs } from "./setup/secretStores";

/** What a `ComputeService` is made of. Only `directory` is needed; the manifest says the rest. */
export interface ComputeServiceArgs {
  /**
   * The directory of the Compute project: the one with `fastly.toml`. A relative path starts at the directory of the
   * Pulumi program, in every language.
   */
  directory: string;

  /**
   * The environment that is deployed, usually `pulumi.getStack()`: `fastly.<environment>.toml` is laid over
   * `fastly.toml` and holds this environment's `service_id`. Scalars and scripts that it lacks are inherited, each
   * section of `[setup]` that it has replaces the base's. Default: the stack's name, when such a file exists and says
   * something about deployment; otherwise none.
   */
  environment?: string;

  /**
   * The name of the service at Fastly, where no two services can have the same. Default: the `name` in the
   * environment's file, else the `name` in `fastly.toml`, followed by `-<environment>` when there is one.
   */
  serviceName?: string;

  /** The comment shown with the service. Default: the manifest's `description`. */
  comment?: string;

  /** Domains of the service, such as `www.example.com`, besides the generated one. Default: none. */
  domains?: string[];

  /**
   * Whether the service also gets a generated `<name>-<hash>.edgecompute.app`, the same on every run of this stack.
   * Adding `domains` does not remove it; `false` does. Default `true`.
   */
  generatedDomain?: boolean;

  /** Backends by name: they add to `[setup.backends]` and override it, field by field. */
  backends?: Record<string, BackendArgs>;

  /** Dictionaries by name: they add to `[setup.dictionaries]` and override it, item by item. */
  dictionaries?: Record<string, DictionaryArgs>;

  /** Config stores by name: they add to `[setup.config_stores]` and override it, item by item. */
  configStores?: Record<string, ConfigStoreArgs>;

  /** KV stores by name: they add to `[setup.kv_stores]` and override it, item by item. */
  kvStores?: Record<string, KvStoreArgs>;

  /** Secret stores by name: they add to `[setup.secret_stores]`, and give the secrets that it names their values. */
  secretStores?: Record<string, SecretStoreArgs>;

  /** Fastly products: they add to `[setup.products]` and override it, one by one. */
  products?: ProductsArgs;

  /**
   * Log endpoints by name. `[setup.log_endpoints]` names the endpoints that the program logs to; their settings are
   * given here. An endpoint without settings is an error, unless it is left out knowingly: `{ enabled: false }`.
   */
  logEndpoints?: Record<string, LogEndpointArgs>;

  /** How the package is built. Default: `[scripts] build` of the manifest, else the default of its language. */
  build?: BuildArgs;

  /** A package that is there already, or additions to the one that is built. */
  package?: PackageArgs;

  /**
   * Whether `pulumi destroy` (or removing the component) may delete the service while it is active. Default `true`;
   * protect a production service with the `protect` resource option.
   */
  forceDestroy?: boolean;

  /**
   * What to do when the manifest names a service that this stack does not have: `refuse` (an error that names the ways
   * on) or `ignore` (make another one, and leave the id in the manifest alone). Default `refuse`.
   */
  existingService?: ExistingService;

  /** Whether the service id is written into the manifest after `up`, for people and the Fastly CLI. Default `true`. */
  writeServiceId?: boolean;
}

/** Whether to create a service although the manifest names one that this stack does not know. */
export const ExistingService = {
  /** An error that names the ways on. */
  Refuse: "refuse",
  /** Create another service; the id in the manifest is left alone. */
  Ignore: "ignore",
} as const;
export type ExistingService = (typeof ExistingService)[keyof typeof ExistingService];
