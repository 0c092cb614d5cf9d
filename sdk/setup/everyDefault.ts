import type * as fastly from "@pulumi/fastly";
import * as pulumi from "@pulumi/pulumi";
import { type ProviderMajor, providerMajor } from "../pulumi/providerMajor";
import { type Defaults, LOG_DEFAULTS } from "./logDefaults";
import { LOG_PROVIDERS } from "./logProviders";

type Block = Record<string, unknown>;

/** Limits that only version 12 knows. */
const LIMITS: Record<ProviderMajor, Defaults> = { 11: {}, 12: { maxLifetime: 0, maxUse: 0 } };

const BACKEND: Defaults = {
  betweenBytesTimeout: 10_000,
  connectTimeout: 1000,
  errorThreshold: 0,
  firstByteTimeout: 15_000,
  healthcheck: "",
  maxConn: 200,
  maxTlsVersion: "",
  minTlsVersion: "",
  overrideHost: "",
  port: 80,
  preferIpv6: true,
  shareKey: "",
  shield: "",
  sslCaCert: "",
  sslCertHostname: "",
  sslCheckCert: true,
  sslCiphers: "",
  sslClientCert: "",
  sslClientKey: "",
  sslSniHostname: "",
  useSsl: false,
  weight: 100,
};

const HEALTHCHECK: Defaults = {
  checkInterval: 5000,
  expectedResponse: 200,
  httpVersion: "1.1",
  initial: 3,
  method: "HEAD",
  threshold: 3,
  timeout: 5000,
  window: 5,
};

const DICTIONARY: Defaults = { forceDestroy: false, writeOnly: false };

/**
 * The share of the traffic that the Next-Gen WAF inspects, which only version 11 takes. The state of version 12 has
 * none, which is the same as 0 to version 11: so nothing differs of a WAF that is off.
 */
function rampOf({ enabled }: Block, major: ProviderMajor): Defaults {
  return major === 11 ? { trafficRamp: enabled === true ? 100 : 0 } : {};
}

/**
 * The service with the provider's default of everything that it leaves out. After a refresh, provider 12 takes the old
 * value for what is left out: a backend would keep the client certificate that it had, silently and for good. The
 * defaults themselves make no difference to what is at Fastly.
 */
export function withEveryDefault(
  args: fastly.ServiceComputeArgs,
  major: ProviderMajor = providerMajor(),
): fastly.ServiceComputeArgs {
  const service: Block = { ...args };
  const fill = (property: string, defaults: Defaults) => {
    const blocks = service[property] as Block[] | undefined;
    if (blocks !== undefined) {
      service[property] = blocks.map((block) => ({ ...defaults, ...block }));
    }
  };
  fill("backends", { ...BACKEND, ...LIMITS[major] });
  fill("healthchecks", HEALTHCHECK);
  fill("dictionaries", DICTIONARY);
  for (const { key, property, secrets } of LOG_PROVIDERS.values()) {
    const defaults = Object.entries(LOG_DEFAULTS[key]()).map(([name, value]) => [
      name,
      value !== "" && secrets.includes(name) ? pulumi.secret(value) : value,
    ]);
    fill(property, Object.fromEntries(defaults));
  }
  const products = service.productEnablement as Block | undefined;
  if (products !== undefined) {
    const waf = products.ngwaf as Block;
    const ngwaf = { ...rampOf(waf, major), ...waf };
    service.productEnablement = { name: "products", ...products, ngwaf };
  }
  return service as unknown as fastly.ServiceComputeArgs;
}
