import { adoptionError } from "../adopt/errors";
import type { ComputeError } from "../errors";
import type { LiveVersion } from "../fastly/version";
import type { LiveService } from "../live/liveService";
import { blocksOf, entry, group } from "../setup/lines";
import type { ResolvedSetup } from "../setup/resolved";
import type { Check } from "./check";
import type { Update } from "./update";
import { updateError } from "./updateErrors";

// Dictionaries are the only kind with items that the provider can lose or cannot remove. This file has everything
// peculiar to them.

/** The live contents of a version, as far as they were read. */
type Content = Pick<LiveVersion, "dictionaries">;

/** The keys of each declared dictionary, by its name. */
function declaredKeys({ dictionaries }: ResolvedSetup): Map<string, string[]> {
  return new Map(dictionaries.map(({ name, facts }) => [name, facts.keys]));
}

/**
 * The provider cannot remove a write-only dictionary before it has set `forceDestroy`. A dictionary that is declared as
 * another kind than it is makes a new version on every `up`.
 */
export function writeOnlyError(
  component: string,
  id: string,
  { dictionaries }: Content,
  setup: ResolvedSetup,
): ComputeError | undefined {
  const declared = new Set(setup.dictionaries.filter(({ writeOnly }) => writeOnly).map(({ name }) => name));
  const names = dictionaries.filter(({ name, writeOnly }) => writeOnly && !declared.has(name)).map(({ name }) => name);
  return names.length === 0
    ? undefined
    : adoptionError("write-only-dictionary", {
        component,
        id,
        names: names.map((name) => JSON.stringify(name)),
        lines: group(
          "dictionaries",
          names.map((name) => entry(name, "{ writeOnly: true }")),
        ).join("\n  "),
      });
}

/** The provider never sends this change, and makes a new version for it on every `up`. */
export const WRITE_ONLY_CHANGES: Check<Update> = {
  name: "dictionary-write-only-changes",
  when: "`writeOnly` of a dictionary changes",
  outcome: "The service is not changed, because the provider does not send this change",
  how: "Declare a dictionary of another name, and open the new one in the program at the edge",
  find({ before, declared }) {
    const had = new Map(blocksOf(before.dictionaries).map(({ name, writeOnly }) => [name, writeOnly === true]));
    const changed = blocksOf(declared.dictionaries).find(
      ({ name, writeOnly }) => had.has(name) && had.get(name) !== (writeOnly === true),
    );
    return changed && updateError("dictionary-write-only-changes", { name: String(changed.name) });
  },
};

/** Keys at Fastly that the program does not declare, by dictionary, in words. */
export async function undeclaredItems(
  { dictionaries }: Content,
  setup: ResolvedSetup,
  live: LiveService,
): Promise<string[]> {
  const declared = declaredKeys(setup);
  const items: string[] = [];
  for (const { name, id } of dictionaries) {
    const keys = declared.get(name);
    const more = keys && Object.keys(await live.items(id)).filter((key) => !keys.includes(key));
    if (more !== undefined && more.length > 0) {
      items.push(`the dictionary ${name} has more items: ${more.map((key) => JSON.stringify(key)).join(", ")}`);
    }
  }
  return items;
}

/** The provider only removes a dictionary with items after an earlier `up` has set its `forceDestroy`. */
export async function filledError(
  component: string,
  { dictionaries }: Content,
  setup: ResolvedSetup,
  live: LiveService,
): Promise<ComputeError | undefined> {
  const declared = declaredKeys(setup);
  const filled: string[] = [];
  for (const { name, id } of dictionaries.filter(({ name }) => !declared.has(name))) {
    if (Object.keys(await live.items(id)).length > 0) {
      filled.push(name);
    }
  }
  return filled.length === 0
    ? undefined
    : adoptionError("filled-dictionary", {
        component,
        id: live.id,
        names: filled.map((name) => JSON.stringify(name)),
        lines: group(
          "dictionaries",
          filled.map((name) => entry(name, "{}")),
        ).join("\n  "),
      });
}
