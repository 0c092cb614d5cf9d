import { adoptionError } from "../adopt/errors";
import { movedLinks, undeclared } from "../adopt/undeclared";
import { EMPTY_VERSION, type LiveVersion } from "../fastly/version";
import type { Check } from "./check";
import { filledError, undeclaredItems, writeOnlyError } from "./dictionaries";
import { isTakenOver, type Update } from "./update";

/** What is live, for an update that takes a service over. Undefined for any other update. */
async function takenOver(update: Update): Promise<LiveVersion | undefined> {
  return (await isTakenOver(update)) ? ((await update.live.content()) ?? EMPTY_VERSION) : undefined;
}

function typeIn({ links }: LiveVersion) {
  return (link: string) => links.find(({ name }) => name === link)?.resource_type;
}

export const LINKS_TO_OTHER_STORES: Check<Update> = {
  name: "links-to-other-stores",
  when: "The adopted service links another store under a declared name",
  outcome: "The service is not changed, because the data of the store would be out of reach",
  how: "Add the lines of the error, which link the existing stores (`existingId`)",
  async find(update) {
    const content = await takenOver(update);
    const moved = content && movedLinks(update.before, update.declared, typeIn(content));
    return moved === undefined || moved.lines.length + moved.undeclarable.length === 0
      ? undefined
      : adoptionError("links-to-other-stores", { component: update.name, id: update.id, ...moved });
  },
};

export const WRITE_ONLY_IMPORTED: Check<Update> = {
  name: "write-only-dictionary-imported",
  when: "The adopted service got a write-only dictionary in the meantime",
  outcome: "The service is not changed",
  how: "Add the line of the error, as for `write-only-dictionary`",
  async find(update) {
    const content = await takenOver(update);
    return content && writeOnlyError(update.name, update.id, content, update.setup);
  },
};

export const FILLED_DICTIONARY: Check<Update> = {
  name: "filled-dictionary",
  when: "`removeUndeclared` would remove a dictionary that got items in the meantime",
  outcome: "The service is not changed, because the provider does not remove such a dictionary",
  how: "Add the line of the error for one `pulumi up`, which empties the dictionary; then remove the line",
  async find(update) {
    const content = update.args.removeUndeclared ? await takenOver(update) : undefined;
    return content && filledError(update.name, content, update.setup, update.live);
  },
};

/** Lists what is live and not declared, as lines to paste. */
export const UNDECLARED: Check<Update> = {
  name: "undeclared",
  when: "The adopted service has something that the program does not declare",
  outcome: "The service is not changed, because it would lose something",
  how: "Add the lines of the error, which declare it; or set `removeUndeclared: true`",
  async find(update) {
    const content = update.args.removeUndeclared ? undefined : await takenOver(update);
    if (content === undefined) {
      return undefined;
    }
    // Reads everything itself, as before the import: so a preview shows what an `up` does.
    const { lines, undeclarable } = undeclared(await update.live.blocks(), update.declared, typeIn(content));
    const items = await undeclaredItems(content, update.setup, update.live);
    if (lines.length + items.length + undeclarable.length === 0) {
      return undefined;
    }
    return adoptionError("undeclared", { component: update.name, id: update.id, lines, items, undeclarable });
  },
};
