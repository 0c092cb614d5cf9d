import * as fastly from "@pulumi/fastly";
import * as pulumi from "@pulumi/pulumi";
import { type Credentials, clientOf } from "../fastly/credentials";
import { dictionaryItems, readDictionaryItems } from "../fastly/items";
import { readService } from "../fastly/service";
import { readVersion } from "../fastly/version";
import type { Items } from "./items";
import { entriesOf } from "./keptContents";
import type { Served } from "./kind";
import { type ItemsAtFastly, itemHooks, itemsAt } from "./managedItems";
import { valuesOf } from "./stores/contents";
import { fillWriteOnly } from "./writeOnlyItems";

export const ITEMS_TYPE = "fastly:index/serviceDictionaryItems:ServiceDictionaryItems";

/** A dictionary with what is declared to be in it. */
interface Filled {
  name: string;
  items: Items;
  /** Whether nobody can read them. */
  writeOnly: boolean;
}

/**
 * The items, as one resource per dictionary: made after the service, changed without a new version of it. Fastly
 * refuses to create items that are there. So those of a service that is taken over are imported and updated like the
 * service.
 *
 * @returns what has to end before all of them are written; undefined when they are.
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
        // Otherwise the provider seeds the items once and ignores every later change.
        manageItems: true,
      },
      {
        ...opts,
        import: known && `${id}/${known}`,
        aliases,
        hooks: itemHooks(`${component}-${name}-items`, DICTIONARY, credentials, opts.hooks),
        // They go with the dictionary or the service. Deleting them by themselves fails when the dictionary is gone. It
        // also empties the dictionary of a live service that cannot be deleted.
        retainOnDelete: true,
      },
    );
  };
  if (adopted === undefined || dictionaries.length === 0 || !credentials.isFastlyThere) {
    const made = dictionaries.map((dictionary) => fill(dictionary, undefined));
    return !credentials.isFastlyThere || made.length === 0 ? undefined : pulumi.output(made.map(({ urn }) => urn));
  }
  // What to import has to be known when a resource is declared, and only Fastly knows it.
  return pulumi.all([service.id, liveDictionaries(adopted, credentials)]).apply(async ([id, ids]) => {
    const made: pulumi.Resource[] = [];
    for (const dictionary of dictionaries) {
      const known = ids[dictionary.name];
      // Who wrote the service by hand may have a resource for the items too: deleted, it would empty the live dictionary.
      const former =
        known && !dictionary.writeOnly
          ? await holders(ITEMS_TYPE, `${id}/${known}`, `${component}-${dictionary.name}`)
          : [];
      made.push(fill(dictionary, known, id, former));
    }
    return pulumi.output(made.map(({ urn }) => urn));
  });
}

/** The ids of the dictionaries that the service has already, by name. */
async function liveDictionaries(id: string, credentials: Credentials): Promise<Record<string, string>> {
  const client = await clientOf(credentials);
  const version = (await readService(client, id))?.version;
  const dictionaries = version === undefined ? [] : (await readVersion(client, id, version)).dictionaries;
  return Object.fromEntries(dictionaries.map((dictionary) => [dictionary.name, dictionary.id]));
}

const DICTIONARY: ItemsAtFastly = {
  property: "items",
  read: (client, { serviceId, dictionaryId }) =>
    readDictionaryItems(client, serviceId as string, dictionaryId as string),
  path: ({ serviceId, dictionaryId }) => dictionaryItems(serviceId as string, dictionaryId as string),
};

function idOf(name: string, blocks: { name: string; dictionaryId?: string }[] | undefined): string {
  return blocks?.find((block) => block.name === name)?.dictionaryId ?? "";
}
