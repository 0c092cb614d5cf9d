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

// What is given and seen of each kind is exported here, so that a kind needs no line elsewhere.
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
   * environment's file, else the `name` in `fastly.toml`, followed by `-<environment>` when there is one. The default
   * counts when the service is created. A manifest that changes its name later renames the package alone. Only this
   * argument renames a service that exists.
   */
  serviceName?: string;

  /** The comment shown with the service. Default: the manifest's `description`, else whatever the service has. */
  comment?: string;

  /**
   * Classic domains of the service, such as `www.example.com`, besides the generated one: each version of the service has
   * its own. For a new name of yours, `versionlessDomains` is where Fastly's guides lead. Default: none.
   */
  domains?: string[];

  /** Comments of `domains` by name, such as `{ "www.example.com": "the shop" }`. Default: none. */
  domainComments?: Record<string, string>;

  /**
   * Versionless domains of the service by name, such as `{ "www.example.com": {} }`. They lead to the service and not to
   * a version of it: a change acts at once, also with `activate: false`, and makes no version. A domain that leads to
   * this service already is imported. A name that is in `domains` too is moving from there: see the guide. Default: none.
   */
  versionlessDomains?: Record<string, VersionlessDomainArgs>;

  /**
   * Certificates that you have, each by the domain of the service that is served with it, or by the wildcard above one:
   * `{ "www.example.com": { existingId: uploaded.id } }`. They act at once, also with `activate: false`, and make no
   * version. For one that Fastly gets and renews, declare a `Certificate`. Default: none.
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

  /** Secret stores by name: they add to `[setup.secret_stores]`, and give the secrets that it names their values. */
  secretStores?: Record<string, SecretStoreArgs>;

  /**
   * Access control lists by name: addresses and blocks of addresses that the program is to block or allow. They are changed
   * without a new version of the service. The manifest has none.
   */
  acls?: Record<string, AclArgs>;

  /** Fastly products: they add to `[setup.products]` and override it, one by one. */
  products?: ProductsArgs;

  /**
   * The default settings of the Image Optimizer, which has to be on for the service. Default: those that the service has,
   * which for a new one are Fastly's. To go back to Fastly's, give `{}`.
   */
  imageOptimizer?: ImageOptimizerArgs;

  /**
   * Log endpoints by name. `[setup.log_endpoints]` names the endpoints that the program logs to; their settings are
   * given here. An endpoint without settings is an error, unless it is left out knowingly: `{ enabled: false }`.
   */
  logEndpoints?: Record<string, LogEndpointArgs>;

  /** How the package is built. Default: `[scripts] build` of the manifest, else the default of its language. */
  build?: BuildArgs;

  /**
   * A package that is there already, or additions to the one that is built. Default: one is built, with the Wasm binary
   * and `fastly.toml` in it.
   */
  package?: PackageArgs;

  /**
   * Whether `pulumi destroy` (or removing the component) may delete the service while it is active. Default `true`;
   * protect a production service with the `protect` resource option.
   */
  forceDestroy?: boolean;

  /**
   * Whether `pulumi destroy` (or removing the component) only deactivates the service, and keeps it with its versions: it
   * serves nothing then, and `existingService: "adopt"` takes it over again. It must be applied by an `up` before that.
   * Not together with `forceDestroy`. Default `false`: the service is deleted.
   */
  reuse?: boolean;

  /**
   * What to do when the manifest names a service that this stack does not have. `refuse` is an error that names the
   * ways on. `adopt` takes it over: one `up` imports and updates it. The service keeps its name, and loses nothing that
   * lives there unless `removeUndeclared` says so. `ignore` makes another service, and leaves the id in the manifest
   * alone, even when that service is gone. Default `refuse`. Once a service is adopted, `adopt` may stay or go.
   */
  existingService?: ExistingService;

  /**
   * Whether taking over a service may remove what it has and neither the manifest nor the arguments declare: domains,
   * backends and their health checks, dictionaries and their items, links, log endpoints, products. Default `false`: an
   * error lists them as lines to paste, and names what cannot be declared. Later on, what is no longer declared is
   * removed, as always in Pulumi.
   */
  removeUndeclared?: boolean;

  /**
   * Whether the new version is activated. With `false` it stays a draft, which the next `up` with `true` activates.
   * Items of dictionaries and contents of stores have no version at Fastly: they change all the same. A change of the
   * service's name or comment then waits for the next activation. Default `true`, and `false` with `stage`.
   */
  activate?: boolean;

  /**
   * Whether the new version goes to Fastly's staging network instead of serving requests. Without a change there is no
   * new version, and nothing is staged. Default `false`.
   */
  stage?: boolean;

  /**
   * The comment of the version, such as a commit's hash, in front of what every comment ends with: the component that
   * made it, and the digest of its configuration; that of a draft begins with `draft: `. A comment that changes alone is
   * written to the version that is there and makes no new one. Default: none.
   */
  versionComment?: string;

  /** A request that has to be answered as expected before `up` is a success. Default: none is made. */
  verify?: VerifyArgs;

  /**
   * How a new version goes live, when that is to be guarded: it is checked, and taken back when it fails. Nothing is live
   * before it is complete, with the items of its dictionaries. Default: a version goes live as soon as it is complete, and
   * stays.
   */
  release?: ReleaseArgs;

  /**
   * What is purged of Fastly's cache once a new version is live, before the service is asked anything. It is tried again on
   * every `up` until it is done. Default: nothing.
   */
  purge?: PurgeArgs;

  /**
   * Whether the service id is written into the manifest after `up`, for people and the Fastly CLI. The id of another
   * service that exists is never written over: every `up` warns of it, also with `false`, unless that goes with
   * `existingService: "ignore"`. Default `true`.
   */
  writeServiceId?: boolean;

  /**
   * Whether the service id is taken out of the manifest again when the service is destroyed. It must be applied by an
   * `up` before that, and needs `pulumi destroy --run-program`: any other destroy refuses to begin, as this is a hook of
   * the program. For the same reason the component cannot be taken out of the program: the run refuses, in preview
   * already, until an `up` has applied `false`. Default `false`: the id stays, and a later `up` finds that it is stale.
   */
  removeServiceId?: boolean;
}

/** What to do about a service that the manifest names and this stack does not know. */
export const ExistingService = {
  /** An error that names the ways on. */
  Refuse: "refuse",
  /**
   * Take it over: import and update it in one `up`. From the next `up` on it is deleted with the stack; at once, when this
   * component had deployed it before.
   */
  Adopt: "adopt",
  /** Create another service; the id in the manifest is left alone. */
  Ignore: "ignore",
} as const;
export type ExistingService = (typeof ExistingService)[keyof typeof ExistingService];

/** A request that shows that the service does what it should. */
export interface VerifyArgs {
  /** The path, and query, that is asked for at the service's first domain that has no `*`. Default `/`. */
  path?: string;
  /** The status that has to come. Default `200`. */
  status?: number;
  /** How many seconds the service has to answer so; Fastly takes some to reach all its sites. Default `60`. */
  timeoutSeconds?: number;
}
