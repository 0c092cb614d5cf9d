/**
 * Policies for a policy pack. Each policy is configured under its name. `computePolicies` has all of them.
 *
 * @module pulumi-fastly-compute/policy
 */
import type { Policies } from "@pulumi/policy";
import { reviewedAccessLists } from "./accessLists";
import { backendHosts } from "./backendHosts";
import { backendTls } from "./backendTls";
import { certificateAuthorities, certificateRequired, minimumTlsVersion } from "./certificates";
import { allowedDomains, noGeneratedDomain } from "./domains";
import { allowedLogEndpoints, logRegions, logTls, requiredLogEndpoints } from "./logEndpoints";
import { managedServices } from "./managedServices";
import { packageSize } from "./packageSize";
import { plaintextSecrets } from "./plaintextSecrets";
import { noForceDestroy, protection } from "./production";
import { paidProducts } from "./products";
import { releaseRequired, verifyRequired } from "./releases";
import { storesNotShared } from "./sharedStores";

export {
  allowedDomains,
  allowedLogEndpoints,
  backendHosts,
  backendTls,
  certificateAuthorities,
  certificateRequired,
  logRegions,
  logTls,
  managedServices,
  minimumTlsVersion,
  noForceDestroy,
  noGeneratedDomain,
  packageSize,
  paidProducts,
  plaintextSecrets,
  protection,
  releaseRequired,
  requiredLogEndpoints,
  reviewedAccessLists,
  storesNotShared,
  verifyRequired,
};

/**
 * All policies of this package, for a policy pack of your own:
 *
 * ```ts
 * new PolicyPack("edge", { enforcementLevel: "mandatory", policies: computePolicies });
 * ```
 */
export const computePolicies: Policies = [
  managedServices,
  backendTls,
  backendHosts,
  allowedDomains,
  noGeneratedDomain,
  certificateRequired,
  certificateAuthorities,
  minimumTlsVersion,
  requiredLogEndpoints,
  allowedLogEndpoints,
  logTls,
  logRegions,
  plaintextSecrets,
  packageSize,
  noForceDestroy,
  protection,
  storesNotShared,
  reviewedAccessLists,
  paidProducts,
  releaseRequired,
  verifyRequired,
];
