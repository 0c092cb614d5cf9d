import { readObject } from "../fastly/answers";
import type { FastlyClient } from "../fastly/client";
import { isProductEnabled } from "../fastly/products";
import type { ProductName } from "../manifest";
import { providerMajor } from "../pulumi/providerMajor";
import type { Blocks } from "./lines";
import { CONFIGURED, type Configured, isOf, SWITCHES } from "./productTable";

/** The names of the enabled products. */
export async function enabledProducts(client: FastlyClient, service: string): Promise<string[]> {
  const known = [...(Object.keys(SWITCHES) as ProductName[]), ...CONFIGURED.map(({ name }) => name)];
  const names = known.filter((name) => isOf(name, providerMajor()));
  const on = await Promise.all(names.map((name) => isProductEnabled(client, name, service)));
  return names.filter((_, index) => on[index]);
}

/** The enabled products with their settings, as the provider reads them. */
export async function readProducts(client: FastlyClient, service: string): Promise<Blocks> {
  const names = await enabledProducts(client, service);
  const found = await Promise.all(
    names.map(async (name) => {
      const product = CONFIGURED.find((each) => each.name === name);
      return product === undefined
        ? [SWITCHES[name as keyof typeof SWITCHES], true]
        : [product.argument, await settingsAtFastly(client, service, product)];
    }),
  );
  return found.length === 0 ? {} : { productEnablement: Object.fromEntries(found) };
}

async function settingsAtFastly(client: FastlyClient, service: string, { name, setting, key }: Configured) {
  const path = `/enabled-products/v1/${name}/services/${service}/configuration`;
  type Answer = { configuration?: { traffic_ramp?: unknown; [key: string]: unknown } | null };
  const { configuration } = await readObject<Answer>(client, path, { configuration: "object?" });
  const ramp = configuration?.traffic_ramp;
  return {
    enabled: true,
    [setting]: String(configuration?.[key] ?? ""),
    ...(name === "ngwaf" && providerMajor() === 11 && ramp !== undefined && { trafficRamp: Number(ramp) }),
  };
}
