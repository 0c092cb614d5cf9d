import type * as fastly from "@pulumi/fastly";
import { type ProviderMajor, providerMajor } from "../pulumi/providerMajor";
import { OWN_KINDS } from "./kinds";

/** The service with the provider's default of everything that it leaves out, as each kind knows it. */
export function withEveryDefault(
  args: fastly.ServiceComputeArgs,
  major: ProviderMajor = providerMajor(),
): fastly.ServiceComputeArgs {
  // One after the other: a kind that gives back what is not its own loses nothing of what others have filled in.
  const service = { ...args };
  for (const [, kind] of OWN_KINDS) Object.assign(service, kind.withDefaults(service, major));
  return service;
}
