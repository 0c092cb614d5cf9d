export type { ComputeServiceArgs } from "./args";
export { ComputeService } from "./computeService";
export { ComputeError } from "./errors";
export type { BuildArgs, PackageArgs } from "./package";
export { Backend, type BackendArgs, type BackendFacts } from "./setup/backends";
export { Dictionary, type DictionaryArgs, type DictionaryFacts } from "./setup/dictionaries";
export { Domain, type DomainFacts } from "./setup/domains";
export type { HealthcheckArgs } from "./setup/healthchecks";
export { LogEndpoint, type LogEndpointArgs, type LogEndpointFacts, type LogSettings } from "./setup/logEndpoints";
