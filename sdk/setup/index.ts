import * as pulumi from "@pulumi/pulumi";
import { type Diagnostic, DiagnosticsError } from "../errors/diagnostics";
import type { Manifest } from "../manifest";
import { failWithOthers } from "../pulumi/failure";
import type { LateCheck } from "../pulumi/lateChecks";
import { describePlace, type Place, placeLabel, placeText } from "../pulumi/place";
import { takenByOthers } from "../pulumi/taken";
import { type BackendArgs, type ResolvedBackend, resolveBackends } from "./backends";
import { type ConfigStoreArgs, type ResolvedConfigStore, resolveConfigStores } from "./configStores";
import { type DictionaryArgs, type ResolvedDictionary, resolveDictionaries } from "./dictionaries";
import { type DomainFacts, mainDomain, resolveDomains } from "./domains";
import { type KvStoreArgs, type ResolvedKvStore, resolveKvStores } from "./kvStores";
import { type LogEndpointArgs, type ResolvedLogEndpoint, resolveLogEndpoints } from "./logEndpoints";
import { type ProductsArgs, type ResolvedProducts, resolveProducts } from "./products";
import { Report } from "./report";
import { type ResolvedSecretStore, resolveSecretStores, type SecretStoreArgs } from "./secretStores";
import { checkLinkNames, type StoreFacts, type StoreKind } from "./stores";
import { uniqueThings } from "./unique";

/** What of a component's arguments says what its service has. */
export interface SetupArgs {
  domains?: string[];
  generatedDomain?: boolean;
  backends?: Record<string, BackendArgs>;
  dictionaries?: Record<string, DictionaryArgs>;
  configStores?: Record<string, ConfigStoreArgs>;
  kvStores?: Record<string, KvStoreArgs>;
  secretStores?: Record<string, SecretStoreArgs>;
  logEndpoints?: Record<string, LogEndpointArgs>;
  products?: ProductsArgs;
  verify?: object;
}

/** What of a project says what its service has. */
export interface SetupSource {
  directory: string;
  manifest: Manifest;
  /** What was found about the manifest that is no error. */
  warnings: readonly Diagnostic[];
}

/** Everything that the service is going to have, from the arguments, the configuration and the manifest. */
export interface ResolvedSetup {
  domains: DomainFacts[];
  backends: ResolvedBackend[];
  dictionaries: ResolvedDictionary[];
  configStores: ResolvedConfigStore[];
  kvStores: ResolvedKvStore[];
  secretStores: ResolvedSecretStore[];
  logEndpoints: ResolvedLogEndpoint[];
  products: ResolvedProducts;
  warnings: Diagnostic[];
  /** What of it has to be looked at once it is known. */
  late: LateCheck[];
}

/** The stores of all three kinds. */
export function allStores(setup: ResolvedSetup): { kind: StoreKind; facts: StoreFacts }[] {
  return (["configStores", "kvStores", "secretStores"] as const).flatMap((kind) =>
    setup[kind].map(({ facts }) => ({ kind, facts })),
  );
}

/**
 * Brings the sources together, without making anything. Undefined when something is wrong or missing: all of it, of all
 * services of the program, is going to be one error.
 *
 * @param activate whether the new version is to serve requests.
 */
export function resolveSetup(
  place: Place,
  project: SetupSource,
  args: SetupArgs,
  activate: boolean,
): ResolvedSetup | undefined {
  const component = place.name;
  const owner = placeLabel(place);
  const { setup } = project.manifest;
  const report = new Report(component, project.manifest);
  const identity = {
    organization: pulumi.getOrganization(),
    project: pulumi.getProject(),
    stack: pulumi.getStack(),
    component: placeText(place),
  };
  const resolved = {
    domains: resolveDomains(args.domains, args.generatedDomain, identity, report),
    backends: resolveBackends(setup.backends, args.backends, report),
    dictionaries: resolveDictionaries(setup.dictionaries, args.dictionaries, report),
    configStores: resolveConfigStores(owner, setup.configStores, args.configStores, report),
    kvStores: resolveKvStores(owner, project.directory, setup.kvStores, args.kvStores, report),
    secretStores: resolveSecretStores(owner, setup.secretStores, args.secretStores, report),
    logEndpoints: resolveLogEndpoints(setup.logEndpoints, args.logEndpoints, report),
    products: resolveProducts(setup.products, args.products, report),
  };
  checkLinkNames(
    [
      { noun: "config store", section: () => "config_stores", stores: resolved.configStores },
      { noun: "KV store", section: (name) => setup.kvStores[name]?.section ?? "kv_stores", stores: resolved.kvStores },
      { noun: "secret store", section: () => "secret_stores", stores: resolved.secretStores },
    ],
    report,
  );
  for (const { what, by } of takenByOthers(place, uniqueThings(place, resolved, activate))) {
    const message = `The ${what} of ComputeService ${describePlace(place)} would be the same as ${by}`;
    report.error([], message, "Give one of the two another name, or one of the components.");
  }
  const { verify } = args;
  const names = resolved.domains.map(({ name }) => name);
  if (verify !== undefined && activate && mainDomain(names) === undefined) {
    report.error(
      ["verify"],
      `There is no address to [verify], as the service has no domain${names.length > 0 ? ` but ${names.join(", ")}` : ""}`,
      "Add one without * to [domains], leave [generatedDomain] on, or remove [verify].",
    );
  }
  const errors = report.diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length > 0) {
    // A slip of the pen in the manifest is often what another thing lacks.
    const slips = project.warnings.filter(({ key }) => key?.startsWith("setup"));
    failWithOthers(new DiagnosticsError(`ComputeService "${component}"`, [...errors, ...slips]));
    return undefined;
  }
  return { ...resolved, warnings: report.diagnostics, late: report.late };
}
