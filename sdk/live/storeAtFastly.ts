import type { FastlyClient } from "../fastly/client";
import { clientOf } from "../fastly/credentials";
import { formatOwner } from "../fastly/owner";
import { listServices } from "../fastly/service";
import { readLinks } from "../fastly/version";
import { ownerOf } from "../fastly/versionComment";
import type { Deployment } from "../plan/deployment";
import { type Identity, isOwn } from "../plan/identity";
import type { LinkedKind } from "../setup/kind";

/** A store at Fastly. */
export interface StoreAtFastly {
  /** The service that reads the store in its live version, in words. */
  reader?: string;
  /** Whether the asking component deployed this service. */
  isReadByOwn?: boolean;
  /** The store's id, when it is known that no service reads the store. */
  unusedId?: string;
}

/**
 * The store of this name. Undefined when there is none, when Fastly does not say, or while the token is not known.
 *
 * @param identity the asking component.
 */
export async function storeAtFastly(
  kind: LinkedKind,
  store: string,
  { credentials, identity }: Pick<Deployment, "credentials" | "identity">,
): Promise<StoreAtFastly | undefined> {
  try {
    const client = await clientOf(credentials);
    const id = await kind.linked.find(client, store);
    if (id === undefined) {
      return undefined;
    }
    const self = await identity();
    return await readerOf(client, id, self).then(
      (reader) => reader ?? { unusedId: id },
      () => ({}),
    );
  } catch {
    return undefined;
  }
}

/**
 * The service of a ComputeService that reads a store. The names of another project, stack and component may join to the
 * same store name. Fastly only says this of config stores.
 */
async function readerOf(client: FastlyClient, store: string, self: Identity): Promise<StoreAtFastly | undefined> {
  for (const { id, name, activeVersion, activeComment } of await listServices(client)) {
    const owner = ownerOf(activeComment);
    if (activeVersion !== undefined && owner !== undefined) {
      const links = await readLinks(client, id, activeVersion);
      if (links.some((link) => link.resource_id === store)) {
        return { reader: `${id} ("${name}") of ${formatOwner(owner)}`, isReadByOwn: isOwn(owner, self) };
      }
    }
  }
  return undefined;
}
