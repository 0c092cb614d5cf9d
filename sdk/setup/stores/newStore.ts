import type * as pulumi from "@pulumi/pulumi";
import { ComputeError } from "../../errors";
import type { Told } from "../../errors/told";
import type { FastlyClient } from "../../fastly/client";
import { type Credentials, clientOf } from "../../fastly/credentials";
import { formatOwner } from "../../fastly/owner";
import { listServices } from "../../fastly/service";
import { findStoreByName } from "../../fastly/stores";
import { readLinks } from "../../fastly/version";
import { ownerOf } from "../../fastly/versionComment";
import { resourceHook, withHooks } from "../../pulumi/hooks";
import { isMocked } from "../../pulumi/mocks";
import type { MakingOptions } from "../kind";
import { entry, object } from "../lines";
import { storeError } from "./errors";
import type { StoreFacts, StoreKind } from "./store";

/**
 * The options of a new store: replaced without a gap, and kept on removal unless its data may be lost. A store that is
 * there keeps its name, and so its data, when the component or the stack gets another one.
 *
 * @param resource its logical name.
 */
export function newStoreOptions(
  resource: string,
  kind: StoreKind,
  facts: StoreFacts,
  credentials: Credentials,
  { after, ...opts }: MakingOptions,
): pulumi.CustomResourceOptions {
  return {
    ...opts,
    deleteBeforeReplace: false,
    retainOnDelete: !facts.forceDestroy,
    ignoreChanges: ["name"],
    hooks: withHooks(opts.hooks, refuseTakenName(resource, kind, facts, credentials)),
  };
}

/**
 * Refuses a new store whose name is taken, in preview already, before anything is made. Where Fastly gives no answer, it
 * refuses the store itself.
 */
function refuseTakenName(
  resource: string,
  kind: StoreKind,
  { name, store }: StoreFacts,
  credentials: Credentials,
): pulumi.ResourceHookBinding | undefined {
  if (store === undefined || isMocked()) {
    return undefined;
  }
  const check = async () => {
    const there = await storeAtFastly(kind, store, credentials);
    if (there !== undefined) {
      throw new ComputeError(taken(kind, entry(name, object({ existingName: store })), store, there));
    }
  };
  return { beforeCreate: [resourceHook(`${resource}-${kind.argument}-name`, check, { onDryRun: true })] };
}

/** What is told when Fastly refused a store for its name. */
export async function storeNameTaken(kind: StoreKind, store: string, credentials: Credentials): Promise<Told> {
  const link = `<name>: ${object({ existingName: store })}`;
  return taken(kind, link, store, await storeAtFastly(kind, store, credentials));
}

interface StoreAtFastly {
  /** The service that has it live, in words. */
  reader?: string;
  /** The store's id, when it is known that no such service has it. */
  unusedId?: string;
}

async function storeAtFastly(
  kind: StoreKind,
  store: string,
  credentials: Credentials,
): Promise<StoreAtFastly | undefined> {
  try {
    const client = await clientOf(credentials);
    const id = await findStoreByName(client, kind.api, store);
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

function taken(kind: StoreKind, link: string, store: string, there: StoreAtFastly | undefined): Told {
  return storeError.told("store-name-taken", {
    store,
    declaration: `${kind.argument}: { ${link} }`,
    reader: there?.reader,
    remove: there?.unusedId && `fastly ${kind.api}-store delete --store-id=${there.unusedId}`,
  });
}
