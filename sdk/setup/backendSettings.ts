import { isIP } from "node:net";
import type * as fastly from "@pulumi/fastly";
import * as pulumi from "@pulumi/pulumi";
import type { ProviderMajor } from "../pulumi/providerMajor";
import type { BackendArgs } from "./backendArgs";
import type { Defaults } from "./defaults";
import { defined, lift, orElse } from "./inputs";

/** A backend's block. The program may know its values only later. */
export type BackendBlock = fastly.types.input.ServiceComputeBackend;

/** The settings of a backend without its address, which is always given. */
type Settings = Omit<BackendArgs, "address" | "healthcheck">;

interface Setting {
  /** The provider's default when a block leaves the setting out. */
  provider?: unknown;
  /** The component's default when nobody gives the setting, by the rest of the block. Undefined: the provider's. */
  ours?(block: BackendBlock): unknown;
  isSecret?: true;
  /** The first major version of the provider that has the setting. */
  since?: 12;
}

/** The Fastly CLI's default. */
export const DEFAULT_PORT = 443;

const hostname = ({ address }: BackendBlock) => lift(address, (value) => (isIP(value) === 0 ? value : undefined));

/**
 * Every setting of a backend. A setting comes before those whose defaults depend on it. This table makes a backend's
 * block and the lines that adoption prints of a live backend. It also knows the provider's defaults.
 */
const SETTINGS: Record<keyof Settings, Setting> = {
  port: { provider: 80, ours: () => DEFAULT_PORT },
  useSsl: { provider: false, ours: ({ port }) => lift(port as pulumi.Input<number>, (value) => value !== 80) },
  sslCheckCert: { provider: true, ours: () => true },
  sslCertHostname: { provider: "", ours: hostname },
  sslSniHostname: { provider: "", ours: hostname },
  overrideHost: { provider: "", ours: hostname },
  sslCaCert: { provider: "" },
  sslClientCert: { provider: "", isSecret: true },
  sslClientKey: { provider: "", isSecret: true },
  sslCiphers: { provider: "" },
  minTlsVersion: { provider: "" },
  maxTlsVersion: { provider: "" },
  connectTimeout: { provider: 1000 },
  firstByteTimeout: { provider: 15_000 },
  betweenBytesTimeout: { provider: 10_000 },
  keepaliveTime: {},
  maxConn: { provider: 200 },
  maxLifetime: { provider: 0, since: 12 },
  maxUse: { provider: 0, since: 12 },
  errorThreshold: { provider: 0 },
  weight: { provider: 100 },
  preferIpv6: { provider: true },
  shield: { provider: "" },
  shareKey: { provider: "" },
};

const ROWS = Object.entries(SETTINGS) as [keyof Settings, Setting][];

/** The settings that need version 12 of the provider. */
export const NEW_IN_12 = ROWS.filter(([, { since }]) => since === 12).map(([name]) => name);

export function isSecretSetting(name: string): boolean {
  return ROWS.some(([setting, { isSecret }]) => setting === name && isSecret);
}

/** The block of a backend: the given settings, and the component's defaults for the others. */
export function backendBlock(
  name: string,
  given: Settings & { address: pulumi.Input<string> },
  healthcheck: string | undefined,
): BackendBlock {
  const block = { name, address: given.address } as BackendBlock;
  for (const [setting, { ours, isSecret }] of ROWS) {
    const value = orElse<unknown>(given[setting], ours?.(block));
    Object.assign(block, { [setting]: isSecret && value !== undefined ? pulumi.secret(value) : value });
  }
  return defined({ ...block, healthcheck });
}

/** The Host header that a health check sends by default. */
export function checkedHost({ address, overrideHost }: BackendBlock): pulumi.Input<string> {
  return orElse(overrideHost === undefined ? undefined : lift(overrideHost, (host) => host || undefined), address);
}

/** The provider's defaults for the settings that a block leaves out. */
export function backendDefaults(major: ProviderMajor): Defaults {
  const rows = ROWS.filter(([, { provider, since = 11 }]) => provider !== undefined && since <= major);
  return { healthcheck: "", ...Object.fromEntries(rows.map(([name, { provider }]) => [name, provider])) };
}

/** The settings of a live backend that a declaration has to name, because their defaults differ. */
export function givenSettings(live: Defaults): [name: string, value: unknown, isSecret: boolean][] {
  const block = Object.fromEntries(ROWS.map(([name, { provider }]) => [name, live[name] ?? provider]));
  return ROWS.flatMap(([name, { provider, ours, isSecret = false }]) => {
    const otherwise = ours?.({ ...block, address: live.address } as unknown as BackendBlock) ?? provider;
    const isSame = block[name] === otherwise || (otherwise === undefined && block[name] === 0);
    return isSame ? [] : [[name, block[name], isSecret]];
  });
}
