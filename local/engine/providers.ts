import { randomUUID } from "node:crypto";
import type { InvokeResult, Provider, ProviderFactory, ProviderResource } from "./contract";
import type { Echo } from "./echo/echo";
import { updateDiff } from "./inputDiff";
import { forProvider } from "./marshal";
import type { StoredResource } from "./storedResource";
import { notSimulated } from "./unsupported";
import { packageOf, providerPackage, providerUrn, STACK_REFERENCE_TYPE } from "./urn";
import type { PropertyMap } from "./value";
import { containsUnknown } from "./values";

export interface ProviderRegistry {
  /** Makes the provider for a provider resource, with the resource's inputs as configuration. */
  configure(urn: string, type: string, inputs: PropertyMap): void;
  /**
   * Calls a function of the provider with this reference (`<urn>::<id>`). A provider that no program registered is made
   * from the state.
   */
  invoke(reference: string, token: string, args: PropertyMap): Promise<InvokeResult>;
  /** The provider's code for a resource type. For provider resources, the engine's own. */
  resource(type: string, reference: string | undefined): ProviderResource;
}

export function providerRegistry(
  packages: Record<string, ProviderFactory>,
  find: (urn: string) => StoredResource | undefined,
  /** Answers for providers that are not here. Without it, they are refused. */
  echo?: Echo,
): ProviderRegistry {
  const configured = new Map<string, Provider>();
  /** Providers with an input that a preview does not know. Their functions return nothing, as in Pulumi's engine. */
  const unconfigured = new Set<string>();

  const configure = (urn: string, type: string, inputs: PropertyMap) => {
    const name = providerPackage(type) ?? "";
    const create = Object.hasOwn(packages, name) ? packages[name] : undefined;
    if (create === undefined && echo === undefined) throw notSimulated(`resources of the package "${name}"`);
    if (create === undefined) return NO_PROVIDER;
    const { version, ...config } = forProvider(inputs);
    if (containsUnknown(config)) unconfigured.add(urn);
    else unconfigured.delete(urn);
    const provider = create(typeof version === "string" ? version : undefined);
    provider.configure(config);
    configured.set(urn, provider);
    return provider;
  };

  const get = (reference: string) => {
    const urn = providerUrn(reference);
    const known = configured.get(urn);
    if (known !== undefined) return known;
    const resource = find(urn);
    if (resource === undefined) throw new Error(`the provider ${urn} is not in the stack`);
    return configure(urn, resource.type, resource.inputs);
  };

  return {
    configure,
    async invoke(reference, token, args) {
      const func = get(reference).func(token);
      if (unconfigured.has(providerUrn(reference))) return { returns: {} };
      if (func !== undefined) return func(args);
      if (echo === undefined) throw new Error(`unrecognized data function (Invoke): ${token}`);
      return echo.invoke(token, args);
    },
    resource(type, reference) {
      const configures = providerPackage(type);
      if (configures !== undefined) {
        return Object.hasOwn(packages, configures) ? PROVIDER_RESOURCE : { ...PROVIDER_RESOURCE, echoed: true };
      }
      if (type === STACK_REFERENCE_TYPE && echo !== undefined) return echo.resource(type);
      if (reference === undefined) throw new Error(`${type} has no provider`);
      const resource = get(reference).resource(type) ?? echo?.resource(type);
      if (resource === undefined) {
        throw notSimulated(`resources of type \`${type}\` (the local ${packageOf(type)} provider does not have them)`);
      }
      return resource;
    },
  };
}

/** Stands for a package that is not here. */
const NO_PROVIDER: Provider = { configure: () => {}, resource: () => undefined, func: () => undefined };

/** A provider resource exists in the state only. A change of its inputs is an update, never a replacement. */
const PROVIDER_RESOURCE: ProviderResource = {
  check: async ({ news }) => ({ inputs: news, failures: [] }),
  diff: async ({ oldInputs, newInputs }) => updateDiff(forProvider(oldInputs), newInputs),
  create: async ({ inputs, preview }) => ({ id: preview ? undefined : randomUUID(), outputs: inputs }),
  update: async ({ newInputs }) => ({ outputs: newInputs }),
  read: async ({ id, inputs, outputs }) => ({ id, inputs: inputs ?? {}, outputs: outputs ?? {} }),
  delete: async () => {},
};
