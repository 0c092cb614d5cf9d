import type { ResourceDefinition } from "../bridge/resource";
import { computeAcl } from "./computeAcl";
import { computeAclEntries } from "./computeAclEntries";
import { configstore } from "./configstore";
import { configstoreEntries } from "./configstoreEntries";
import { domainV1, domainV1ServiceLink } from "./domainV1";
import { kvstore } from "./kvstore";
import { secretstore } from "./secretstore";

/** Everything that exists beside services. */
export const STORES: readonly ResourceDefinition[] = [
  configstore,
  configstoreEntries,
  kvstore,
  secretstore,
  computeAcl,
  computeAclEntries,
  domainV1,
  domainV1ServiceLink,
];
