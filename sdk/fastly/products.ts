import { FastlyApiError, isUnknownToFastly } from "./apiAnswer";
import type { FastlyClient } from "./client";

/**
 * Whether a product is enabled for a service. As in the provider, a product counts as disabled unless Fastly says that
 * it is enabled.
 */
export async function isProductEnabled(client: FastlyClient, product: string, service: string): Promise<boolean> {
  try {
    await client.request("GET", `/enabled-products/v1/${product}/services/${service}`);
    return true;
  } catch (error) {
    if (error instanceof FastlyApiError) {
      return false;
    }
    throw error;
  }
}

/** Whether a product is enabled. Undefined when Fastly does not say. */
export async function productState(
  client: FastlyClient,
  product: string,
  service: string,
): Promise<boolean | undefined> {
  try {
    await client.request("GET", `/enabled-products/v1/${product}/services/${service}`);
    return true;
  } catch (error) {
    return isUnknownToFastly(error) ? false : undefined;
  }
}
