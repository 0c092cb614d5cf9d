import type * as pulumi from "@pulumi/pulumi";
import type { Setup, SetupProduct } from "../manifest";
import { type ProviderMajor, providerMajor } from "../pulumi/providerMajor";
import { checkedInput, requiredInput } from "./checkedInput";
import { setupError } from "./errors";
import { defined, type Lifted, orElse } from "./inputs";
import { ownKind } from "./kind";
import { entry, group, object } from "./lines";
import { checkMajor } from "./otherMajor";
import type { Service } from "./places";
import type { BotManagementArgs, DdosProtectionArgs, NgwafArgs, ProductsArgs } from "./productArgs";
import { enabledProducts, readProducts } from "./productsAtFastly";
import { CONFIGURED, type Configured, isOf, NEW_IN_12, NOT_FOR_COMPUTE, ONLY_FOR_VCL, SWITCHES } from "./productTable";
import type { Report } from "./report";
import { ReviewResource } from "./review";

/** A product as reviewers see it. */
export interface ProductFacts {
  /** The name as in `[setup.products]`: `fanout`, `ngwaf`, … */
  name: string;
  /** For `bot_management`: `on` or `off`. */
  contentguard?: string;
  /** For `ddos_protection`: `off`, `log` or `block`. */
  mode?: string;
  /** For `ngwaf`: the id of the workspace. */
  workspaceId?: string;
  /** For `ngwaf`: the inspected percentage of requests. */
  trafficRamp?: number;
}

/** An enabled product of the service. Most products cost money. */
export class Product extends ReviewResource<Lifted<ProductFacts>> {
  /** @internal */
  static readonly __pulumiType = "fastly-compute:index:Product";

  /** @internal */
  constructor(name: string, facts: Lifted<ProductFacts>, opts: pulumi.ComponentResourceOptions) {
    super(Product.__pulumiType, name, facts, opts);
  }
}

/** The block of the service, typed for both major versions of the provider. */
type ProductBlock = Record<string, pulumi.Input<unknown>>;

export interface ResolvedProducts {
  facts: Lifted<ProductFacts>[];
  block?: ProductBlock;
}

/**
 * The declared products. The provider disables a product with settings only when the block says so: a product that is
 * left out stays enabled. When the block is removed, the provider disables every product, also those that it never
 * enabled. So the block stays as long as the manifest or the program mention a product.
 */
export function resolveProducts(
  manifest: Setup["products"],
  args: ProductsArgs | undefined,
  report: Report,
  major: ProviderMajor = providerMajor(),
): ResolvedProducts {
  refuseOtherMajor(manifest, args, report, major);
  const facts: Lifted<ProductFacts>[] = [];
  const block: ProductBlock = {};
  let isMentioned = false;
  for (const [name, argument] of Object.entries(SWITCHES) as [keyof typeof SWITCHES, keyof ProductsArgs][]) {
    const enabled = args?.[argument] ?? manifest[name]?.enable;
    if (enabled === undefined || !isOf(name, major)) {
      continue;
    }
    isMentioned = true;
    if (enabled) {
      block[argument] = true;
      facts.push({ name });
    }
  }
  for (const product of CONFIGURED.filter(({ name }) => isOf(name, major))) {
    const [declared, given] = [manifest[product.name], args?.[product.argument]];
    isMentioned ||= declared !== undefined || given !== undefined;
    const settings = settingsOf(product, declared, given, report);
    if (settings !== undefined) {
      block[product.argument] = { enabled: true, ...settings };
      facts.push({ name: product.name, ...settings });
    } else if (declared !== undefined || given !== undefined || !NEW_IN_12.includes(product.name)) {
      const value = given?.[product.setting as never] ?? declared?.[product.setting];
      const isFit = value !== undefined && (product.values?.includes(value) ?? true);
      block[product.argument] = { enabled: false, [product.setting]: isFit ? value : product.idle };
    }
  }
  return isMentioned ? { facts, block } : { facts };
}

function refuseOtherMajor(
  manifest: Setup["products"],
  args: ProductsArgs | undefined,
  report: Report,
  major: ProviderMajor,
): void {
  for (const name of NOT_FOR_COMPUTE) {
    if (manifest[name]?.enable) {
      const isForCompute = name !== ONLY_FOR_VCL;
      report.error(
        ["setup", "products", name],
        setupError.explain("product-not-by-provider", { product: name, isForCompute }),
      );
    }
  }
  for (const name of NEW_IN_12) {
    if (manifest[name]?.enable && major < 12) {
      report.error(
        ["setup", "products", name],
        setupError.explain("product-not-by-provider", { product: name, isForCompute: true, needs: 12 }),
      );
    }
  }
  const { botManagement, domainInspector, ngwaf } = args ?? {};
  checkMajor(["products", "botManagement"], botManagement, 12, report, major);
  checkMajor(["products", "domainInspector"], domainInspector, 12, report, major);
  checkMajor(["products", "ngwaf", "trafficRamp"], ngwaf?.trafficRamp, 11, report, major);
}

/**
 * The settings of an enabled product. Undefined when it is disabled, or lacks a setting. A missing setting is reported.
 */
function settingsOf(
  { name, argument, setting, key, values, example }: Configured,
  declared: SetupProduct | undefined,
  args: (BotManagementArgs & DdosProtectionArgs & NgwafArgs) | undefined,
  report: Report,
): Omit<Lifted<ProductFacts>, "name"> | undefined {
  if (!(args === undefined ? declared?.enable : (args.enabled ?? true))) {
    return undefined;
  }
  const path = ["setup", "products", name];
  const value = orElse<string>(args?.[setting], declared?.[setting]);
  const missing = { what: `The product "${name}"`, lacks: key, config: ["products", argument, setting] };
  if (!requiredInput(value, { ...missing, kind: { example } }, path, report)) {
    return undefined;
  }
  if (values !== undefined) {
    const wanted = `${values.slice(0, -1).join(", ")} or ${values.at(-1)}`;
    const wrong = (shown: string) => setupError.explain("product-setting-unfit", { product: name, key, wanted, shown });
    checkedInput(value, (known, shown) => (values.includes(known) ? undefined : wrong(shown)), [...path, key], report);
  }
  return defined({ [setting]: value, trafficRamp: args?.trafficRamp });
}

/** The arguments that declare products. */
export interface ProductArguments {
  products?: ProductsArgs;
}

export const PRODUCTS = ownKind<ProductArguments, ResolvedProducts, ProductFacts>({
  noun: "product",
  arguments: { products: { isPublic: () => true } },
  resolve: ({ products }, { setup, report }) => resolveProducts(setup.products, products, report),
  facts: ({ facts }) => facts,
  files: undefined,
  readable: undefined,
  nameAtFastly: undefined,
  review: { child: Product, output: "products" },
  blocks: ({ block }) => (block === undefined ? {} : ({ productEnablement: block } as Service)),
  places: [],
  single: {
    property: "productEnablement",
    // Products are enabled for the service and belong to no version.
    isVersioned: false,
    readNames: enabledProducts,
    read: readProducts,
    things: (block) =>
      Object.entries((block ?? {}) as Record<string, unknown>)
        .filter(([, value]) => isEnabled(value))
        .map(([name, value]) => ({ ...(typeof value === "object" ? value : { enabled: value }), name })),
  },
  withDefaults: ({ productEnablement: block }, major) => {
    const products = block as ProductBlock | undefined;
    const waf = products?.ngwaf as { enabled?: boolean } | undefined;
    return products === undefined
      ? {}
      : ({ productEnablement: { name: "products", ...products, ngwaf: { ...rampOf(waf, major), ...waf } } } as Service);
  },
  compared: undefined,
  hasContents: false,
  lines: (live, declared) => ({
    lines: group("products", productEntries(live.productEnablement, declared.productEnablement)),
    undeclarable: [],
  }),
});

/**
 * The percentage that the Next-Gen WAF inspects. Only version 11 has the setting. The state of version 12 has none, and
 * version 11 takes that for 0. So a disabled WAF shows no difference.
 */
function rampOf(waf: { enabled?: boolean } | undefined, major: ProviderMajor): object {
  return major === 11 ? { trafficRamp: waf?.enabled === true ? WHOLE_TRAFFIC : 0 } : {};
}

/** In percent. */
const WHOLE_TRAFFIC = 100;

function productEntries(live: unknown, declared: unknown): string[] {
  const wanted = (declared ?? {}) as Record<string, unknown>;
  return Object.entries((live ?? {}) as Record<string, unknown>)
    .filter(([name, value]) => isEnabled(value) && !isEnabled(wanted[name]))
    .map(([name, value]) => entry(name, typeof value === "object" ? object(settingsIn(value)) : "true"));
}

function settingsIn(product: object | null): Record<string, unknown> {
  const { contentguard, mode, workspaceId, trafficRamp } = (product ?? {}) as Record<string, unknown>;
  // Version 12 of the provider has 0 for settings that it does not know.
  const isPart = typeof trafficRamp === "number" && trafficRamp !== WHOLE_TRAFFIC && trafficRamp !== 0;
  return { contentguard, mode, workspaceId, ...(isPart && { trafficRamp }) };
}

function isEnabled(value: unknown): boolean {
  return typeof value === "object" && value !== null
    ? (value as { enabled?: boolean }).enabled === true
    : value === true;
}
