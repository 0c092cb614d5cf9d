import * as fastly from "@pulumi/fastly";
import * as pulumi from "@pulumi/pulumi";
import { type Credentials, clientOf } from "../fastly/credentials";
import { dictionaryItems, readDictionaryItems } from "../fastly/items";
import { readService } from "../fastly/service";
import { readVersion } from "../fastly/version";
import { entriesOf } from "./contentsAtFastly";
import type { Served } from "./given";
import type { Items } from "./items";
import { type ItemsAtFastly, itemHooks, itemsAt } from "./managedItems";
import { valuesOf } from "./stores/contents";
import { fillWriteOnly } from "./writeOnlyItems";

export const ITEMS_TYPE = "fastly:index/serviceDictionaryItems:ServiceDictionaryItems";

/** A dictionary with its declared items. */
interface Filled {
  name: string;
  items: Items;
  /** Whether only the program can read the items. */
  writeOnly: boolean;
}

/**
 * The items, as one resource per dictionary. It is made after the service, and a change makes no new version. Fastly
 * refuses to create items that exist. So the items of an adopted service are imported and updated, like the service.
 *
 * @returns the work to await before all items are written. Undefined when there is none.
 */
export function fillDictionaries(dictionaries: Filled[], served: Served): pulumi.Output<unknown> | undefined {
  const { component, service, serviceId, adopted, credentials, opts, kept, holders } = served;
  const fill = (
    { name, items, writeOnly }: Filled,
    known: string | undefined,
    id?: string,
    aliases: string[] = [],
  ): pulumi.Resource => {
    const made = pulumi.all([service.dictionaries, serviceId]).apply(([blocks]) => idOf(name, blocks));
    if (writeOnly) {
      return fillWriteOnly(name, items, made, served);
    }
    const dictionaryId = known ?? made;
    kept.declare({
      label: `the contents of the dictionary "${name}"`,
      type: ITEMS_TYPE,
      name: `${component}-${name}`,
      entriesIn: entriesOf("items"),
      place: pulumi.all([serviceId, dictionaryId]).apply(([service, dictionary]) => ({
        serviceId: service,
        dictionaryId: dictionary,
      })),
      values: valuesOf(Object.fromEntries(Object.entries(items).map(([key, value]) => [key, { value }]))),
      at: itemsAt(DICTIONARY),
      isOfProvider: true,
    });
    return new fastly.ServiceDictionaryItems(
      `${component}-${name}`,
      {
        serviceId,
        dictionaryId,
        items,
        // Without this the provider writes the items once, and ignores every later change.
        manageItems: true,
      },
      {
        ...opts,
        import: known && `${id}/${known}`,
        aliases,
        hooks: itemHooks(`${component}-${name}-items`, DICTIONARY, credentials, opts.hooks),
        // Items are removed with their dictionary or the service. Deleting them alone fails when the dictionary is
        // gone. It would also empty the dictionary of a live service that cannot be deleted.
        retainOnDelete: true,
      },
    );
  };
  if (adopted === undefined || dictionaries.length === 0 || !credentials.isFastlyThere) {
    const made = dictionaries.map((dictionary) => fill(dictionary, undefined));
    return !credentials.isFastlyThere || made.length === 0 ? undefined : pulumi.output(made.map(({ urn }) => urn));
  }
  // A resource must be declared with the id to import. Only Fastly knows that id.
  return pulumi.all([service.id, liveDictionaries(adopted, credentials)]).apply(async ([id, ids]) => {
    const made: pulumi.Resource[] = [];
    for (const dictionary of dictionaries) {
      const known = ids[dictionary.name];
      // A service written by hand may have a resource for its items too. Its deletion would empty the live dictionary.
      const former =
        known && !dictionary.writeOnly
          ? await holders(ITEMS_TYPE, `${id}/${known}`, `${component}-${dictionary.name}`)
          : [];
      made.push(fill(dictionary, known, id, former));
    }
    return pulumi.output(made.map(({ urn }) => urn));
  });
}

/** The ids of the service's existing dictionaries, by name. */
async function liveDictionaries(id: string, credentials: Credentials): Promise<Record<string, string>> {
  const client = await clientOf(credentials);
  const version = (await readService(client, id))?.version;
  const dictionaries = version === undefined ? [] : (await readVersion(client, id, version)).dictionaries;
  return Object.fromEntries(dictionaries.map((dictionary) => [dictionary.name, dictionary.id]));
}

export const DICTIONARY: ItemsAtFastly = {
  property: "items",
  read: (client, { serviceId, dictionaryId }) =>
    readDictionaryItems(client, serviceId as string, dictionaryId as string),
  path: ({ serviceId, dictionaryId }) => dictionaryItems(serviceId as string, dictionaryId as string),
};

function idOf(name: string, blocks: { name: string; dictionaryId?: string }[] | undefined): string {
  return blocks?.find((block) => block.name === name)?.dictionaryId ?? "";
}
