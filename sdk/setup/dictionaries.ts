import type * as fastly from "@pulumi/fastly";
import type * as pulumi from "@pulumi/pulumi";
import type { Setup } from "../manifest";
import { keysOf, own } from "./inputs";
import { type Items, resolveItems } from "./items";
import { checkName } from "./names";
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
  /** @internal */
  static readonly __pulumiType = "fastly-compute:index:Dictionary";

  /** @internal */
  constructor(name: string, facts: DictionaryFacts, opts: pulumi.ComponentResourceOptions) {
    super(Dictionary.__pulumiType, name, facts, opts);
  }
}

export interface ResolvedDictionary {
  name: string;
  facts: DictionaryFacts;
  items: Items;
}

/** Fastly's documented default limits; support can raise the number of items. */
const LIMITS = { key: 256, value: 8000, items: 1000 };

export function resolveDictionaries(
  manifest: Setup["dictionaries"],
  args: Record<string, DictionaryArgs> | undefined,
  report: Report,
): ResolvedDictionary[] {
  return keysOf(manifest, args).map((name) => {
    const path = ["setup", "dictionaries", name];
    const container = {
      noun: "dictionary",
      path,
      config: ["dictionaries", name],
      keyLimit: LIMITS.key,
      valueLimit: LIMITS.value,
      itemLimit: LIMITS.items,
    };
    const items = resolveItems(container, own(manifest, name)?.items ?? {}, own(args, name)?.items, report);
    checkName("dictionary", path, report);
    if (!/^([A-Za-z][\w\s]*)?$/.test(name)) {
      report.error(
        path,
        `The dictionary "${name}" cannot have this name`,
        "Begin with a letter, and use letters, digits, underscores and spaces only.",
      );
    }
    return { name, items, facts: { name, keys: Object.keys(items).sort() } };
  });
}

/**
 * `forceDestroy` from the start: without it, removing the dictionary later fails while it has items, and the option
 * only counts when it was applied by an earlier `up`.
 */
export function dictionaryBlock(dictionary: ResolvedDictionary): fastly.types.input.ServiceComputeDictionary {
  return { name: dictionary.name, forceDestroy: true };
}
