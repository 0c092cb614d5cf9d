import * as fastly from "@pulumi/fastly";
import type * as pulumi from "@pulumi/pulumi";
import type { Credentials } from "../../fastly/credentials";
import { configStoreItems, readConfigStoreItems } from "../../fastly/items";
import type { SetupConfigStore } from "../../manifest";
import { noteKeys } from "../../pulumi/declaredKeys";
import { entriesOf } from "../contentsAtFastly";
import type { MakingOptions } from "../given";
import { type Items, resolveItems } from "../items";
import { type ItemsAtFastly, itemHooks, itemsAt } from "../managedItems";
import type { Report } from "../report";
import type { ConfigStoreArgs } from "./args";
import type { Content } from "./content";
import { valuesOf } from "./contents";
import type { NewStore } from "./storeOf";

export const CONFIG_ENTRIES_TYPE = "fastly:index/configstoreEntries:ConfigstoreEntries";

/** Fastly's documented limits: lengths in characters, and the default number of items in an account. */
const LIMITS = { keyLimit: 255, valueLimit: 8000, itemLimit: 500 };

/** The items of a config store: those of the arguments over those of the manifest. */
export function configItems(
  name: string,
  path: string[],
  declared: SetupConfigStore | undefined,
  given: ConfigStoreArgs,
  report: Report,
): Record<string, Content> {
  const container = { noun: "config store", path, config: ["configStores", name], ...LIMITS };
  const items = resolveItems(container, declared?.items ?? {}, given.items, report);
  return Object.fromEntries(Object.entries(items).map(([key, value]) => [key, { value }]));
}

/** The provider's resource for the items of a store that the component makes. */
export function configEntries(
  name: string,
  storeId: pulumi.Input<string>,
  store: NewStore,
  contents: Record<string, Content>,
  credentials: Credentials,
  { kept, ...opts }: Omit<MakingOptions, "guards">,
  label: string,
): pulumi.Resource[] {
  const entries: Items = Object.fromEntries(
    Object.entries(contents).flatMap(([key, content]) => ("value" in content ? [[key, content.value]] : [])),
  );
  if (Object.keys(entries).length === 0) {
    // A managed resource without entries would remove what others have put into the store.
    return [];
  }
  const values = valuesOf(contents);
  noteKeys({ kind: "config", name: store.name, id: storeId }, values);
  kept.declare({
    label,
    type: CONFIG_ENTRIES_TYPE,
    name,
    entriesIn: entriesOf(CONFIG_STORE.property),
    place: { storeId },
    values,
    at: itemsAt(CONFIG_STORE),
    isOfProvider: true,
  });
  return [
    new fastly.ConfigstoreEntries(
      name,
      // Without manageEntries the provider writes the items once, and ignores every later change.
      { storeId, entries, manageEntries: true },
      // The provider takes another storeId for an update, and leaves the new store empty. A store that is kept also
      // keeps its items. When the setup has no more items, the former ones are deleted from the store.
      {
        ...opts,
        replaceOnChanges: ["storeId"],
        deletedWith: store,
        hooks: itemHooks(`${name}-entries`, CONFIG_STORE, credentials, opts.hooks),
      },
    ),
  ];
}

export const CONFIG_STORE: ItemsAtFastly = {
  property: "entries",
  read: (client, { storeId }) => readConfigStoreItems(client, storeId as string),
  path: ({ storeId }) => configStoreItems(storeId as string),
};
