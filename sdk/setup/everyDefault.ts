import type * as fastly from "@pulumi/fastly";
import { type ProviderMajor, providerMajor } from "../pulumi/providerMajor";
import { OWN_KINDS } from "./kinds";

/** The service with the provider's default of everything that it leaves out, as each kind knows it. */
export function withEveryDefault(
  args: fastly.ServiceComputeArgs,
  major: ProviderMajor = providerMajor(),
): fastly.ServiceComputeArgs {
  return Object.assign({}, args, ...OWN_KINDS.map(([, kind]) => kind.withDefaults(args, major)));
}
