import type { BuildArgs, PackageArgs } from "../package";
import type { AclArgs } from "../setup/acls";
import type { BackendArgs } from "../setup/backendArgs";
import type { DomainCertificateArgs } from "../setup/certificates";
import type { DictionaryArgs } from "../setup/dictionaries";
import type { ImageOptimizerArgs } from "../setup/imageOptimizer";
import type { LogEndpointArgs } from "../setup/logEndpoints";
import type { ProductsArgs } from "../setup/productArgs";
import type { ConfigStoreArgs, KvStoreArgs, SecretStoreArgs } from "../setup/stores/args";
import type { VersionlessDomainArgs } from "../setup/versionlessDomains";
import type { PurgeArgs } from "./purgeArgs";
import type { ReleaseArgs } from "./releaseArgs";

// The argument and output types of each kind are exported here, so that a kind needs no line elsewhere.
export { Acl, type AclArgs, type AclFacts, type AclSummary } from "../setup/acls";
export type { BackendArgs, OriginArgs } from "../setup/backendArgs";
export { Backend, type BackendFacts } from "../setup/backends";
export { DomainCertificate, type DomainCertificateArgs, type DomainCertificateFacts } from "../setup/certificates";
export { Dictionary, type DictionaryArgs, type DictionaryFacts } from "../setup/dictionaries";
export { Domain, type DomainFacts } from "../setup/domains";
export type { HealthcheckArgs } from "../setup/healthchecks";
export { ImageOptimizer, type ImageOptimizerArgs, type ImageOptimizerFacts } from "../setup/imageOptimizer";
export { LogEndpoint, type LogEndpointArgs, type LogEndpointFacts } from "../setup/logEndpoints";
export type { LogSettings } from "../setup/logSettings";
export type { BotManagementArgs, DdosProtectionArgs, NgwafArgs, ProductsArgs } from "../setup/productArgs";
export { Product, type ProductFacts } from "../setup/products";
export type {
  ConfigStoreArgs,
  KvDirectoryArgs,
  KvItemSettings,
  KvStoreArgs,
  SecretStoreArgs,
  StoreArgs,
} from "../setup/stores/args";
export { ConfigStore, KvStore, SecretStore } from "../setup/stores/review";
export type { StoreFacts } from "../setup/stores/store";
export type { VersionlessDomainArgs } from "../setup/versionlessDomains";
export type { CheckedAnswer, CheckedService, ComputeServiceOptions, ReleaseCheckFunction } from "./checkFunctions";
export type { PurgeArgs } from "./purgeArgs";
export {
  OnFailure,
  type ReleaseArgs,
  type ReleaseCanaryArgs,
  type ReleaseCheckArgs,
  type ReleaseStagingArgs,
  type ReleaseStoreArgs,
  type ReleaseWatchArgs,
} from "./releaseArgs";

/** The arguments of a `ComputeService`. Only `directory` is required: the manifest says the rest. */
export interface ComputeServiceArgs {
  /**
   * The directory of the Compute project: the one with `fastly.toml`. A relative path starts at the directory of the
   * Pulumi program, in every language.
   */
  directory: string;

  /**
   * The environment to deploy, usually `pulumi.getStack()`. `fastly.<environment>.toml` is laid over `fastly.toml`, and
   * has this environment's `service_id`. It inherits scalars and scripts that it lacks. Each section of `[setup]` in it
   * replaces the base's section. Default: the stack's name, when such a file exists and says something about
   * deployment. Otherwise none.
   */
  environment?: string;

  /**
   * The name of the service at Fastly, where no two services can have the same name. Default: the `name` in the
   * environment's file. Else the `name` in `fastly.toml`, followed by `-<environment>` when there is an environment.
   * The default counts when the service is created. A later change of the manifest's name only renames the package.
   * Only this argument renames an existing service.
   */
  serviceName?: string;

  /** The comment of the service. Default: the manifest's `description`, else the service's present comment. */
  comment?: string;

  /**
   * Classic domains of the service, such as `www.example.com`, besides the generated one. Each version of the service
   * has its own. Fastly's guides recommend `versionlessDomains` for a new name of yours. Default: none.
   */
  domains?: string[];

  /** Comments of `domains` by name, such as `{ "www.example.com": "the shop" }`. Default: none. */
  domainComments?: Record<string, string>;

  /**
   * Versionless domains of the service by name, such as `{ "www.example.com": {} }`. They lead to the service and not
   * to a version of it. A change takes effect at once, also with `activate: false`, and makes no version. A domain that
   * already leads to this service is imported. A name that is also in `domains` is moving here: see the guide.
   * Default: none.
   */
  versionlessDomains?: Record<string, VersionlessDomainArgs>;

  /**
   * Your own certificates, each by the domain of the service that it serves, or by the wildcard above that domain:
   * `{ "www.example.com": { existingId: uploaded.id } }`. A change takes effect at once, also with `activate: false`, and
   * makes no version. For a certificate that Fastly gets and renews, declare a `Certificate`. Default: none.
   */
  certificates?: Record<string, DomainCertificateArgs>;

  /**
   * Whether the service also gets a generated `<project>-<hash>.edgecompute.app`, the same on every run of this stack.
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

  /** Secret stores by name: they add to `[setup.secret_stores]`, and give its secrets their values. */
  secretStores?: Record<string, SecretStoreArgs>;

  /**
   * Access control lists by name: addresses and blocks of addresses for the program to block or allow. A change makes
   * no new version of the service. The manifest has no access control lists. Default: none.
   */
  acls?: Record<string, AclArgs>;

  /** Fastly products: they add to `[setup.products]` and override it, one by one. */
  products?: ProductsArgs;

  /**
   * The default settings of the Image Optimizer, which has to be enabled for the service. Default: the service's
   * present settings, and for a new service Fastly's. To go back to Fastly's, give `{}`.
   */
  imageOptimizer?: ImageOptimizerArgs;

  /**
   * Log endpoints by name. `[setup.log_endpoints]` names the endpoints that the program logs to. Their settings are
   * given here. An endpoint without settings is an error. To leave one out on purpose, give `{ enabled: false }`.
   */
  logEndpoints?: Record<string, LogEndpointArgs>;

  /** How the package is built. Default: `[scripts] build` of the manifest, else the default of its language. */
  build?: BuildArgs;

  /**
   * An existing package, or additions to the built one. Default: the package is built, with the Wasm binary and
   * `fastly.toml` in it.
   */
  package?: PackageArgs;

  /**
   * Whether `pulumi destroy`, or removing the component, may delete the service while it is active. Default `true`.
   * Protect a production service with the `protect` resource option.
   */
  forceDestroy?: boolean;

  /**
   * Whether `pulumi destroy`, or removing the component, only deactivates the service. Fastly keeps the service with
   * its versions, but it serves nothing. `existingService: "adopt"` takes it over again. An `up` must have applied this
   * first. Not together with `forceDestroy`. Default `false`: the service is deleted.
   */
  reuse?: boolean;

  /**
   * What to do when the manifest names a service that this stack does not have. `refuse` is an error that lists the
   * alternatives. `adopt` takes the service over: one `up` imports and updates it. The service keeps its name, and
   * everything that lives in it unless `removeUndeclared` says otherwise. `ignore` makes another service, and leaves
   * the id in the manifest alone, even when the named service is gone. Default `refuse`. Once a service is adopted,
   * `adopt` may stay or go.
   */
  existingService?: ExistingService;

  /**
   * Whether taking over a service may remove undeclared things: domains, backends and their health checks, dictionaries
   * and their items, links, log endpoints, products. Undeclared means: neither in the manifest nor in the arguments.
   * Default `false`: an error lists them as lines to paste, and names what cannot be declared. Later runs remove what
   * is no longer declared, as always in Pulumi.
   */
  removeUndeclared?: boolean;

  /**
   * Whether the new version is activated. With `false` it stays a draft. The next `up` with `true` activates the draft.
   * Items of dictionaries and contents of stores have no version at Fastly: they change all the same. A change of the
   * service's name or comment waits for the next activation. Default `true`, and `false` with `stage`.
   */
  activate?: boolean;

  /**
   * Whether the new version goes to Fastly's staging network instead of serving requests. Without a change there is no
   * new version, and nothing is staged. Default `false`.
   */
  stage?: boolean;

  /**
   * The comment of the version, such as a commit's hash. The component adds its own name and the digest of the
   * configuration at the end. The comment of a draft begins with `draft: `. A change of this comment alone is written
   * to the existing version, and makes no new one. Default: none.
   */
  versionComment?: string;

  /** A request that must be answered as expected, or `up` fails. Default: no request. */
  verify?: VerifyArgs;

  /**
   * Guards the way to live: a new version is checked, and taken back when it fails. No version goes live before it is
   * complete, with the items of its dictionaries. Default: a version goes live as soon as it is complete, and stays
   * live.
   */
  release?: ReleaseArgs;

  /**
   * What to purge from Fastly's cache once a new version is live, before any check of the service. A failed purge is
   * repeated on every `up` until it is done. Default: nothing.
   */
  purge?: PurgeArgs;

  /**
   * Whether `up` writes the service id into the manifest, for people and the Fastly CLI. The id of another existing
   * service is never overwritten. Every `up` warns of such an id, also with `false`, unless `existingService` is
   * `"ignore"` as well. Default `true`.
   */
  writeServiceId?: boolean;

  /**
   * Whether destroying the service also removes its id from the manifest. An `up` must have applied this first. It
   * needs `pulumi destroy --run-program`, because a hook of the program does this. Any other destroy refuses to begin.
   * For the same reason the component cannot be removed from the program. The run refuses, in preview too, until an
   * `up` has applied `false`. Default `false`: the id stays, and a later `up` finds that it is stale.
   */
  removeServiceId?: boolean;
}

/** What to do about a service that the manifest names and this stack does not have. */
export const ExistingService = {
  /** An error that lists the alternatives. */
  Refuse: "refuse",
  /**
   * Take the service over: import and update it in one `up`. From the next `up` on, destroying the stack deletes the
   * service. That holds at once when this component deployed the service before.
   */
  Adopt: "adopt",
  /** Create another service, and leave the id in the manifest alone. */
  Ignore: "ignore",
} as const;
export type ExistingService = (typeof ExistingService)[keyof typeof ExistingService];

/** A request that shows that the service works. */
export interface VerifyArgs {
  /** The path and query to request from the service's first domain without a `*`. Default `/`. */
  path?: string;
  /** The expected status. Default `200`. */
  status?: number;
  /**
   * How many seconds the service has for the expected answer: Fastly takes some to reach all its sites. Default `60`.
   */
  timeoutSeconds?: number;
}
