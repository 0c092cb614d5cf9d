import * as fastly from "@pulumi/fastly";
import type * as pulumi from "@pulumi/pulumi";
import type { Setup } from "../manifest";
import { isPlain, keysOf } from "./inputs";
import type { Report } from "./report";
import { ReviewResource } from "./review";

/** A dictionary: up to 1,000 short texts that the program looks up by key, changed without a new version. */
export interface DictionaryArgs {
  /** Items by key; they are laid over those of the manifest. A secret value stays secret in state and output. */
  items?: Record<string, pulumi.Input<string>>;
}

/** What a reviewer sees of a dictionary. Its items are in the `ServiceDictionaryItems` of the same name. */
export interface DictionaryFacts {
  /** The name that the program uses. */
  name: string;
  /** The keys it holds, sorted. */
  keys: string[];
}

/** A dictionary of the service. */
export class Dictionary extends ReviewResource<DictionaryFacts> {
  static readonly __pulumiType = "fastly-compute:index:Dictionary";

  constructor(name: string, facts: DictionaryFacts, opts: pulumi.ComponentResourceOptions) {
    super(Dictionary.__pulumiType, name, facts, opts);
  }
}

export interface ResolvedDictionary {
  name: string;
  facts: DictionaryFacts;
  items: Record<string, pulumi.Input<string>>;
}

/** Fastly's documented limits, in characters and items. */
const LIMITS = { key: 256, value: 8000, items: 1000 };

export function resolveDictionaries(
  manifest: Setup["dictionaries"],
  args: Record<string, DictionaryArgs> | undefined,
  report: Report,
): ResolvedDictionary[] {
  return keysOf(manifest, args).map((name) => {
    const path = ["setup", "dictionaries", name];
    const declared = manifest[name]?.items ?? {};
    const given = args?.[name]?.items;
    const items: Record<string, pulumi.Input<string>> = {};
    for (const key of keysOf(declared, given)) {
      const value = given?.[key] ?? declared[key]?.value;
      if (value === undefined) {
        report.error(
          [...path, "items", key],
          `The item "${key}" of the dictionary "${name}" has no value`,
          `Set value in [setup.dictionaries.${name}.items.${key}], or pass dictionaries: { "${name}": { items: { "${key}": "…" } } }.`,
        );
      } else {
        checkItem(name, key, value, path, report);
        items[key] = value;
      }
    }
    const keys = Object.keys(items).sort();
    if (keys.length > LIMITS.items) {
      report.error(
        path,
        `The dictionary "${name}" has ${keys.length} items`,
        `A dictionary holds at most ${LIMITS.items} items; use a KV store for more.`,
      );
    }
    return { name, items, facts: { name, keys } };
  });
}

/**
 * `forceDestroy` from the start: without it, removing the dictionary later fails while it has items, and the option
 * only counts when it was applied by an earlier `up`.
 */
export function dictionaryBlock(dictionary: ResolvedDictionary): fastly.types.input.ServiceComputeDictionary {
  return { name: dictionary.name, forceDestroy: true };
}

/** The items, as a resource below the component: made after the service, changed without a new version of it. */
export function dictionaryItems(
  name: string,
  dictionary: ResolvedDictionary,
  service: fastly.ServiceCompute,
  opts: pulumi.CustomResourceOptions,
): fastly.ServiceDictionaryItems {
  return new fastly.ServiceDictionaryItems(
    name,
    {
      serviceId: service.id,
      dictionaryId: service.dictionaries.apply(
        (blocks) => blocks?.find((block) => block.name === dictionary.name)?.dictionaryId ?? "",
      ),
      items: dictionary.items,
      // Otherwise the provider seeds the items once and ignores every later change.
      manageItems: true,
    },
    opts,
  );
}

function checkItem(name: string, key: string, value: pulumi.Input<string>, path: string[], report: Report): void {
  const item = [...path, "items", key];
  if (key.length === 0 || key.length > LIMITS.key) {
    report.error(
      item,
      `The dictionary "${name}" has a key of ${key.length} characters`,
      `A key has 1 to ${LIMITS.key}.`,
    );
  }
  if (isPlain(value) && value.length > LIMITS.value) {
    report.error(
      item,
      `The item "${key}" of the dictionary "${name}" has ${value.length} characters`,
      `A value has at most ${LIMITS.value}; use a KV store for longer ones.`,
    );
  }
}
