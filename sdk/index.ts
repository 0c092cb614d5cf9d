/**
 * The component, what it is made of, and the children that reviewers and policies see.
 *
 * @module pulumi-fastly-compute
 */
export { ComputeService } from "./computeService";
export { ComputeError } from "./errors";
export type { BuildArgs, PackageArgs } from "./package";
export { type ComputeServiceArgs, ExistingService, type VerifyArgs } from "./plan/args";
export type { ManifestSummary, StoreSummary } from "./plan/summary";
export type { BackendArgs } from "./setup/backendArgs";
export { Backend, type BackendFacts } from "./setup/backends";
export { Dictionary, type DictionaryArgs, type DictionaryFacts } from "./setup/dictionaries";
export { Domain, type DomainFacts } from "./setup/domains";
export type { HealthcheckArgs } from "./setup/healthchecks";
export { LogEndpoint, type LogEndpointArgs, type LogEndpointFacts } from "./setup/logEndpoints";
export type { LogSettings } from "./setup/logSettings";
export {
  type BotManagementArgs,
  type DdosProtectionArgs,
  type NgwafArgs,
  Product,
  type ProductFacts,
  type ProductsArgs,
} from "./setup/products";
export type { ConfigStoreArgs, KvStoreArgs, SecretStoreArgs, StoreArgs } from "./setup/stores/args";
export { ConfigStore, KvStore, SecretStore } from "./setup/stores/review";
export type { StoreFacts } from "./setup/stores/store";
