import type { FastlyClient } from "../fastly/client";
import { type Credentials, clientOf } from "../fastly/credentials";
import { formatOwner } from "../fastly/owner";
import { listServices } from "../fastly/service";
import { readLinks } from "../fastly/version";
import { ownerOf } from "../fastly/versionComment";
import type { LinkedKind } from "../setup/kind";

/** A store that there is. */
export interface StoreAtFastly {
  /** The service that has it live, in words. */
  reader?: string;
  /** The store's id, when it is known that no such service has it. */
  unusedId?: string;
}

/** The store of this name; undefined when there is none, or Fastly does not tell, or nobody knows the token so far. */
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
 * Which service reads a store, among those that a ComputeService deploys: the names of another project, stack and
 * component may join to the same one. Fastly tells it of config stores only.
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
