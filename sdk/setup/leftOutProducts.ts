import type * as pulumi from "@pulumi/pulumi";
import { deleteIfThere } from "../fastly/client";
import { type Credentials, clientOf } from "../fastly/credentials";
import { before } from "../pulumi/hooks";
import { CONFIGURED } from "./products";

/**
 * A hook that switches off the products with settings which the state has on and the block no longer mentions. The
 * provider shows them as removed, and leaves them on.
 *
 * Saying `enabled: false` for all of them would do without a hook, but not for a product that only version 12 knows: a
 * stack that comes from 11 would have a difference.
 */
export function switchOffLeftOut(name: string, credentials: Credentials): pulumi.ResourceHookBinding | undefined {
  return before(`${name}-left-out-products`, { on: ["update"], inPreview: false }, async ({ id, declared, state }) => {
    const [wanted, live] = [declared, state].map(({ productEnablement }) => productEnablement as Products | undefined);
    // The provider itself switches off everything with the block.
    const leftOut = CONFIGURED.filter(
      ({ argument }) => wanted && live?.[argument]?.enabled && wanted[argument] === undefined,
    );
    for (const product of leftOut) {
      await deleteIfThere(await clientOf(credentials), `/enabled-products/v1/${product.name}/services/${id}`);
    }
  });
}

type Products = Record<string, { enabled?: boolean } | undefined>;
