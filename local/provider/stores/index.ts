import type { ProviderMajor } from "pulumi-fastly-compute/internal";
import type { ResourceDefinition } from "../bridge/resource";
import { computeAcl } from "./computeAcl";
import { computeAclEntries } from "./computeAclEntries";
import { configstore } from "./configstore";
import { configstoreEntries } from "./configstoreEntries";
import { versionlessDomains } from "./domain";
import { kvstore } from "./kvstore";
import { secretstore } from "./secretstore";

/** The stores, and the resources beside services. */
export const stores = (major: ProviderMajor): readonly ResourceDefinition[] => [
  configstore,
  configstoreEntries,
  kvstore,
  secretstore,
  computeAcl,
  computeAclEntries(major),
  ...versionlessDomains(major),
];
