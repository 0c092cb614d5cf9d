import type * as pulumi from "@pulumi/pulumi";
import { deleteIfThere } from "../fastly/client";
import { type Credentials, clientOf } from "../fastly/credentials";
import { before } from "../pulumi/hooks";
import { CONFIGURED } from "./productTable";

/**
 * A hook that disables products with settings that the state has enabled and the block no longer mentions. The provider
 * shows them as removed, and leaves them enabled.
 *
 * `enabled: false` for all of them would work without a hook. But for a product that only version 12 has, a stack from
 * version 11 would then show a difference.
 */
export function switchOffLeftOut(name: string, credentials: Credentials): pulumi.ResourceHookBinding | undefined {
  return before(`${name}-left-out-products`, { on: ["update"], inPreview: false }, async ({ id, declared, state }) => {
    const [wanted, live] = [declared, state].map(({ productEnablement }) => productEnablement as Products | undefined);
    // When the block is removed, the provider itself disables everything.
    const leftOut = CONFIGURED.filter(
      ({ argument }) => wanted && live?.[argument]?.enabled && wanted[argument] === undefined,
    );
    for (const product of leftOut) {
      await deleteIfThere(await clientOf(credentials), `/enabled-products/v1/${product.name}/services/${id}`);
    }
  });
}

type Products = Record<string, { enabled?: boolean } | undefined>;
