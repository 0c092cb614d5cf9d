import type { ProviderMajor } from "pulumi-fastly-compute/internal";
import { account } from "./account";
import type { ResourceDefinition } from "./bridge/resource";
import { serviceDictionaryItems } from "./dictionaryItems";
import { observability } from "./observability";
import { serviceCompute } from "./serviceCompute";
import { stores } from "./stores";
import { tls } from "./tls";

const DEFINITIONS: Record<ProviderMajor, readonly ResourceDefinition[]> = { 11: all(11), 12: all(12) };

/** The resources of a major version of the provider, as far as they are modelled here. */
export function definitions(major: ProviderMajor): readonly ResourceDefinition[] {
  return DEFINITIONS[major];
}

function all(major: ProviderMajor): readonly ResourceDefinition[] {
  return [
    serviceCompute(major),
    serviceDictionaryItems(major),
    ...stores(major),
    ...tls(major),
    ...observability(major),
    ...account,
  ];
}
