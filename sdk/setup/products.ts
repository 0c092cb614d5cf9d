import type * as fastly from "@pulumi/fastly";
import type * as pulumi from "@pulumi/pulumi";
import type { ProductName, Setup, SetupProduct } from "../manifest";
import { defined, type Lifted } from "./inputs";
import type { Report } from "./report";
import { ReviewResource } from "./review";

/**
 * Fastly products of the service, most of which cost money. One that is not given is enabled when `[setup.products]` says
 * so; `false`, or `enabled: false`, leaves it out all the same.
 */
export interface ProductsArgs {
  /** API Discovery. */
  apiDiscovery?: boolean;
  /** DDoS Protection. */
  ddosProtection?: DdosProtectionArgs;
  /** Fanout: publish and subscribe by WebSocket and HTTP streaming. */
  fanout?: boolean;
  /** Log Explorer and Insights. */
  logExplorerInsights?: boolean;
  /** Next-Gen WAF. */
  ngwaf?: NgwafArgs;
  /** WebSockets passed through to backends. */
  websockets?: boolean;
}

/** DDoS Protection of a service. */
export interface DdosProtectionArgs {
  /** Whether the service has it. Default `true`. */
  enabled?: boolean;
  /** What it does with an attack: `off`, `log` or `block`. Required, here or in the manifest. */
  mode?: string;
}

/** The Next-Gen WAF of a service. */
export interface NgwafArgs {
  /** Whether the service has it. Default `true`. */
  enabled?: boolean;
  /** The workspace whose rules apply. Required, here or in the manifest. */
  workspaceId?: pulumi.Input<string>;
  /** The percentage of traffic that it inspects. Default `100`. */
  trafficRamp?: number;
}

/** What a reviewer sees of a product. */
export interface ProductFacts {
  /** As in `[setup.products]`: `fanout`, `ngwaf`, … */
  name: string;
  /** Of `ddos_protection`: `off`, `log` or `block`. */
  mode?: string;
  /** Of `ngwaf`. */
  workspaceId?: string;
  /** Of `ngwaf`, in percent. */
  trafficRamp?: number;
}

/** A product that is enabled for the service; most of them cost money. */
export class Product extends ReviewResource<Lifted<ProductFacts>> {
  /** @internal */
  static readonly __pulumiType = "fastly-compute:index:Product";

  /** @internal */
  constructor(name: string, facts: Lifted<ProductFacts>, opts: pulumi.ComponentResourceOptions) {
    super(Product.__pulumiType, name, facts, opts);
  }
}

export interface ResolvedProducts {
  facts: Lifted<ProductFacts>[];
  block?: fastly.types.input.ServiceComputeProductEnablement;
}

/** Products of the manifest that the provider cannot enable for a Compute service. */
const NOT_FOR_COMPUTE: readonly ProductName[] = [
  "bot_management",
  "brotli_compression",
  "domain_inspector",
  "image_optimizer",
  "origin_inspector",
];

const SWITCHES = {
  api_discovery: "apiDiscovery",
  fanout: "fanout",
  log_explorer_insights: "logExplorerInsights",
  websockets: "websockets",
} as const;

const MODES = ["off", "log", "block"];

export function resolveProducts(
  manifest: Setup["products"],
  args: ProductsArgs | undefined,
  report: Report,
): ResolvedProducts {
  for (const name of NOT_FOR_COMPUTE) {
    if (manifest[name]?.enable) {
      report.error(
        ["setup", "products", name],
        `The product "${name}" cannot be enabled by the Fastly provider for a Compute service`,
        `Enable it with "fastly products --enable=${name}" or in Fastly's web interface, and set enable = false here.`,
      );
    }
  }
  const facts: Lifted<ProductFacts>[] = [];
  const block: fastly.types.input.ServiceComputeProductEnablement = {};
  for (const [name, key] of Object.entries(SWITCHES) as [
    keyof typeof SWITCHES,
    (typeof SWITCHES)[keyof typeof SWITCHES],
  ][]) {
    if (args?.[key] ?? manifest[name]?.enable) {
      block[key] = true;
      facts.push({ name });
    }
  }
  block.ddosProtection = ddosProtection(manifest.ddos_protection, args?.ddosProtection, facts, report);
  block.ngwaf = ngwaf(manifest.ngwaf, args?.ngwaf, facts, report);
  return facts.length === 0 ? { facts } : { facts, block: defined(block) };
}

function ddosProtection(
  declared: SetupProduct | undefined,
  args: DdosProtectionArgs | undefined,
  facts: Lifted<ProductFacts>[],
  report: Report,
): fastly.types.input.ServiceComputeProductEnablementDdosProtection | undefined {
  if (!isEnabled(declared, args)) {
    return undefined;
  }
  const path = ["setup", "products", "ddos_protection"];
  const mode = args?.mode ?? declared?.mode;
  if (mode === undefined) {
    const message = 'The product "ddos_protection" has no mode';
    report.missing(path, message, ["products", "ddosProtection", "mode"], { example: "<off, log or block>" });
    return undefined;
  }
  if (!MODES.includes(mode)) {
    const message = `Expected "setup.products.ddos_protection.mode" to be off, log or block but got "${mode}"`;
    report.error([...path, "mode"], message, "Correct the mode.");
  }
  facts.push({ name: "ddos_protection", mode });
  return { enabled: true, mode };
}

function ngwaf(
  declared: SetupProduct | undefined,
  args: NgwafArgs | undefined,
  facts: Lifted<ProductFacts>[],
  report: Report,
): fastly.types.input.ServiceComputeProductEnablementNgwaf | undefined {
  if (!isEnabled(declared, args)) {
    return undefined;
  }
  const workspaceId = args?.workspaceId ?? declared?.workspaceId;
  if (workspaceId === undefined) {
    const path = ["setup", "products", "ngwaf"];
    const message = 'The product "ngwaf" has no workspace_id';
    report.missing(path, message, ["products", "ngwaf", "workspaceId"], { example: "<id>" });
    return undefined;
  }
  const settings = defined({ workspaceId, trafficRamp: args?.trafficRamp });
  facts.push({ name: "ngwaf", ...settings });
  return { enabled: true, ...settings };
}

function isEnabled(declared: SetupProduct | undefined, args: { enabled?: boolean } | undefined): boolean {
  return args === undefined ? (declared?.enable ?? false) : (args.enabled ?? true);
}
