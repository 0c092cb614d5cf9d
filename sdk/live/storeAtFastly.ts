import type { FastlyClient } from "../fastly/client";
import { type Credentials, clientOf } from "../fastly/credentials";
import { formatOwner } from "../fastly/owner";
import { listServices } from "../fastly/service";
import { readLinks } from "../fastly/version";
import { ownerOf } from "../fastly/versionComment";
import type { LinkedKind } from "../setup/kind";

/** A store at Fastly. */
export interface StoreAtFastly {
  /** The service that reads the store in its live version, in words. */
  reader?: string;
  /** The store's id, when it is known that no service reads the store. */
  unusedId?: string;
}

/** The store of this name. Undefined when there is none, when Fastly does not say, or while the token is not known. */
export async function storeAtFastly(
  kind: LinkedKind,
  store: string,
  credentials: Credentials,
): Promise<StoreAtFastly | undefined> {
  try {
    const client = await clientOf(credentials);
    const id = await kind.linked.find(client, store);
    if (id === undefined) {
      return undefined;
    }
    return await readerOf(client, id).then(
      (reader) => (reader === undefined ? { unusedId: id } : { reader }),
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
async function readerOf(client: FastlyClient, store: string): Promise<string | undefined> {
  for (const { id, name, activeVersion, activeComment } of await listServices(client)) {
    const owner = ownerOf(activeComment);
    if (activeVersion !== undefined && owner !== undefined) {
      const links = await readLinks(client, id, activeVersion);
      if (links.some((link) => link.resource_id === store)) {
        return `${id} ("${name}") of ${formatOwner(owner)}`;
      }
    }
  }
  return undefined;
}
