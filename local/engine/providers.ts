import { randomUUID } from "node:crypto";
import type { PropertyDiff, Provider, ProviderFactory, ProviderResource } from "./contract";
import { forProvider } from "./marshal";
import type { StoredResource } from "./storedResource";
import { unsupported } from "./unsupported";
import { packageOf, providerPackage, providerUrn } from "./urn";
import type { PropertyMap } from "./value";
import { equal } from "./values";

export interface ProviderRegistry {
  /** Makes the provider that a provider resource stands for, with the resource's inputs as configuration. */
  configure(urn: string, type: string, inputs: PropertyMap): void;
  /** The provider of a reference (`<urn>::<id>`); one that no program registered is made from state. */
  get(reference: string): Provider;
  /** The resource type of a provider, or how the engine itself keeps provider resources. */
  resource(type: string, reference: string | undefined): ProviderResource;
}

export function providerRegistry(
  packages: Record<string, ProviderFactory>,
  find: (urn: string) => StoredResource | undefined,
): ProviderRegistry {
  const configured = new Map<string, Provider>();

  const configure = (urn: string, type: string, inputs: PropertyMap) => {
    const name = providerPackage(type) ?? "";
    const create = packages[name];
    if (create === undefined) throw unsupported(`resources of the package "${name}"`);
    const { version, ...config } = forProvider(inputs);
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
    get,
    resource(type, reference) {
      if (providerPackage(type) !== undefined) return PROVIDER_RESOURCE;
      if (reference === undefined) throw new Error(`${type} has no provider`);
      const resource = get(reference).resource(type);
      if (resource === undefined) {
        throw unsupported(`resources of type \`${type}\` (the local ${packageOf(type)} provider does not have them)`);
      }
      return resource;
    },
  };
}

/** A provider resource exists in state only; a change of its inputs is an update, never a replacement. */
const PROVIDER_RESOURCE: ProviderResource = {
  check: async ({ news }) => ({ inputs: news, failures: [] }),
  diff: async ({ oldInputs, newInputs }) => {
    const detailedDiff = inputDiff(forProvider(oldInputs), newInputs);
    const diffs = Object.keys(detailedDiff);
    return { changes: diffs.length > 0, diffs, replaces: [], detailedDiff, deleteBeforeReplace: false };
  },
  create: async ({ inputs, preview }) => ({ id: preview ? undefined : randomUUID(), outputs: inputs }),
  update: async ({ newInputs }) => ({ outputs: newInputs }),
  read: async ({ id, inputs, outputs }) => ({ id, inputs: inputs ?? {}, outputs: outputs ?? {} }),
  delete: async () => {},
};

/** The top-level properties in which two sets of inputs differ. */
export function inputDiff(olds: PropertyMap, news: PropertyMap): Record<string, PropertyDiff> {
  const diff: Record<string, PropertyDiff> = {};
  for (const key of [...new Set([...Object.keys(olds), ...Object.keys(news)])].sort()) {
    if (equal(olds[key], news[key])) continue;
    const kind = olds[key] === undefined ? "add" : news[key] === undefined ? "delete" : "update";
    diff[key] = { kind, inputDiff: true };
  }
  return diff;
}
