import type { ProviderMajor } from "pulumi-fastly-compute/internal";
import type { InvokeResult } from "../engine/contract";
import type { PropertyMap } from "../engine/value";
import { accountFunctions, getDomains } from "./account";
import type { Context } from "./bridge/resource";
import { getPackageHash } from "./packageHash";
import { getStagingIps } from "./stagingIps";
import { getConfigstores, getKvstores, getSecretstores } from "./storeLists";
import { tlsFunctions } from "./tls";

/** A function of the provider. It only calls `context` when it needs the API. */
type ProviderFunction = (args: PropertyMap, context: () => Context, programDirectory: string) => Promise<InvokeResult>;

const COMMON: Record<string, ProviderFunction> = {
  ...accountFunctions,
  getConfigstores,
  getKvstores,
  getPackageHash: (args, _, programDirectory) => getPackageHash(args, programDirectory),
  getSecretstores,
  ...tlsFunctions,
};

const FUNCTIONS: Record<ProviderMajor, ReadonlyMap<string, ProviderFunction>> = {
  11: byToken({ ...COMMON, getDomainsV1: getDomains }),
  12: byToken({ ...COMMON, getDomains, getDomainsV1: getDomains, getStagingIps }),
};

export function providerFunction(token: string, major: ProviderMajor): ProviderFunction | undefined {
  return FUNCTIONS[major].get(token);
}

function byToken(functions: Record<string, ProviderFunction>): ReadonlyMap<string, ProviderFunction> {
  return new Map(Object.entries(functions).map(([name, run]) => [`fastly:index/${name}:${name}`, run]));
}
