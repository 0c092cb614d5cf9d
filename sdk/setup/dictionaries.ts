import type * as pulumi from "@pulumi/pulumi";
import type { Setup } from "../manifest";
import { filled } from "./defaults";
import { fillDictionaries, ITEMS_TYPE } from "./dictionaryItems";
import { setupError } from "./errors";
import { keysOf, listed, own } from "./inputs";
import { type Items, resolveItems } from "./items";
import { ownKind } from "./kind";
import { blocksOf, entry, group, missing, object } from "./lines";
import { checkName } from "./names";
import { BY_NAME } from "./places";
import type { Report } from "./report";
import { ReviewResource } from "./review";

/** A dictionary: up to 1,000 short texts that the program looks up by key. A change makes no new version. */
export interface DictionaryArgs {
  /** Items by key. They override those of the manifest. A secret value stays secret in state and output. */
  items?: Record<string, pulumi.Input<string>>;
  /**
   * Whether only the program can read the items at Fastly. The items are then secret in the stack, and items that
   * others have written stay. It cannot be changed for an existing dictionary. Default `false`.
   */
  writeOnly?: boolean;
}

/** A dictionary as reviewers see it. Its items are in the `ServiceDictionaryItems` of the same name. */
export interface DictionaryFacts {
  /** The name that the program uses. */
  name: string;
  /** The keys in it, sorted. */
  keys: string[];
  /** True when only the program can read the items. Left out otherwise. */
  writeOnly?: boolean;
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
  writeOnly: boolean;
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
      report.error(path, setupError.explain("dictionary-name-unfit", { name }));
    }
    const writeOnly = own(args, name)?.writeOnly ?? false;
    return {
      name,
      items,
      writeOnly,
      facts: { name, keys: Object.keys(items).sort(), ...(writeOnly && { writeOnly }) },
    };
  });
}

/** The arguments that declare dictionaries. */
export interface DictionaryArguments {
  dictionaries?: Record<string, DictionaryArgs>;
}

export const DICTIONARIES = ownKind<DictionaryArguments, ResolvedDictionary[], DictionaryFacts>({
  noun: "dictionary",
  arguments: { dictionaries: { isPublic: ([, key]) => key === "writeOnly" } },
  resolve: ({ dictionaries }, { setup, report }) => resolveDictionaries(setup.dictionaries, dictionaries, report),
  facts: (dictionaries) => dictionaries.map(({ facts }) => facts),
  files: undefined,
  readable: { type: ITEMS_TYPE, property: "items" },
  nameAtFastly: undefined,
  review: { child: Dictionary, output: "dictionaries" },
  // `forceDestroy` is set from the start, as it only counts once an `up` has applied it. Without it, removing the
  // dictionary later fails while it has items.
  blocks: (dictionaries) => ({
    dictionaries: listed(
      dictionaries.map(({ name, writeOnly }) => ({ name, forceDestroy: true, ...(writeOnly && { writeOnly }) })),
    ),
  }),
  places: [{ property: "dictionaries", path: "dictionary", shape: { id: "string" }, settings: ["dictionaries", "*"] }],
  single: undefined,
  withDefaults: (service) => filled(service, "dictionaries", () => ({ forceDestroy: false, writeOnly: false })),
  compared: BY_NAME,
  // In a failed run the provider may save a new dictionary without its id. Its items could not be written then.
  wrong: (blocks: { name: string; dictionaryId?: string }[]) =>
    blocks
      .filter(({ dictionaryId }) => !dictionaryId)
      .map(({ name }) => `the state does not know the id of the dictionary ${name}`),
  hasContents: true,
  fill: fillDictionaries,
  lines: (live, declared) => ({
    lines: group(
      "dictionaries",
      missing(blocksOf(live.dictionaries), blocksOf(declared.dictionaries)).map(({ name, writeOnly }) =>
        entry(name, object(writeOnly === true ? { writeOnly } : {})),
      ),
    ),
    undeclarable: [],
  }),
});
