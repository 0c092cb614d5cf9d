import * as pulumi from "@pulumi/pulumi";
import { entry, object } from "../adopt/lines";
import { ComputeError } from "../errors";
import { type Credentials, clientOf } from "../fastly/credentials";
import { findStoreByName } from "../fastly/stores";
import { withHooks } from "../hooks";
import { isMocked } from "../mocks";
import { STORE_API, type StoreFacts, type StoreKind } from "./stores";

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
  opts: pulumi.CustomResourceOptions,
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
    const id = await idOf(kind, store, credentials);
    if (id !== undefined) {
      const { problem, remedy } = taken(kind, entry(name, object({ existingName: store })), store, id);
      throw new ComputeError(problem, remedy);
    }
  };
  return { beforeCreate: [new pulumi.ResourceHook(`${resource}-${kind}-name`, check, { onDryRun: true })] };
}

/** What to do when Fastly refused a store for its name. */
export async function storeNameTaken(kind: StoreKind, store: string, credentials: Credentials): Promise<string> {
  const { problem, remedy } = taken(
    kind,
    `<name>: ${object({ existingName: store })}`,
    store,
    await idOf(kind, store, credentials),
  );
  return `${problem}.\n${remedy}`;
}

async function idOf(kind: StoreKind, store: string, credentials: Credentials): Promise<string | undefined> {
  try {
    return await findStoreByName(await clientOf(credentials), STORE_API[kind], store);
  } catch {
    return undefined;
  }
}

/** A store of this name was kept when its stack was destroyed, or left behind by a run that was interrupted. */
function taken(
  kind: StoreKind,
  link: string,
  store: string,
  id: string | undefined,
): { problem: string; remedy: string } {
  return {
    problem: `There is a store named "${store}" already: kept when a stack was destroyed, or left behind by a run that was interrupted`,
    remedy:
      `To use it and its data, link it: ${kind}: { ${link} }.` +
      (id === undefined
        ? ""
        : `\nTo start anew, delete it and run pulumi up again: fastly ${STORE_API[kind]}-store delete --store-id=${id}`),
  };
}
