import type * as fastly from "@pulumi/fastly";
import { type ProviderMajor, providerMajor } from "../pulumi/providerMajor";
import { OWN_KINDS } from "./kinds";

/** The service with the provider's defaults for everything that it leaves out, as each kind knows them. */
export function withEveryDefault(
  args: fastly.ServiceComputeArgs,
  major: ProviderMajor = providerMajor(),
): fastly.ServiceComputeArgs {
  // One kind after the other: a kind cannot drop what other kinds have filled in.
  const service = { ...args };
  for (const [, kind] of OWN_KINDS) Object.assign(service, kind.withDefaults(service, major));
  return service;
}
