import * as pulumi from "@pulumi/pulumi";
import type { Entry, Progress } from "../../fastly/contents";

/** The owner of contents, for messages. */
export interface ContentsOwner {
  /** The owner in sentences: `KV store "pages"`. */
  what: string;
  /** Whether a run reports changes and progress: for contents that may be more than a diff can show. */
  isReported: boolean;
  /** The component under which messages are reported. */
  parent: pulumi.Resource | undefined;
}

/** The changes of a store's contents, by key. */
export interface Changes {
  added: string[];
  changed: string[];
  removed: string[];
}

/**
 * The keys to write and to remove. A value that is not known yet counts as changed.
 *
 * @param there the digests of the written contents.
 * @param wanted the digests of the declared contents.
 * @param keys the declared keys.
 */
export function changesBetween(
  there: ReadonlyMap<string, unknown>,
  wanted: ReadonlyMap<string, unknown>,
  keys: readonly string[],
): Changes {
  const declared = new Set(keys);
  const changes: Changes = { added: [], changed: [], removed: [] };
  for (const key of keys) {
    if (!there.has(key)) {
      changes.added.push(key);
    } else if (there.get(key) !== wanted.get(key)) {
      changes.changed.push(key);
    }
  }
  changes.removed = [...there.keys()].filter((key) => !declared.has(key));
  return changes;
}

/** How many keys of each sort a message names. */
const MOST_NAMED = 10;

/** `3 added: a, b, c; 1 changed: d`. Undefined without changes. */
export function changesText({ added, changed, removed }: Changes, isPreview: boolean): string | undefined {
  const part = (keys: string[], verb: string) => {
    if (keys.length === 0) {
      return [];
    }
    const named = [...keys].sort().slice(0, MOST_NAMED).join(", ");
    const more = keys.length > MOST_NAMED ? ` and ${(keys.length - MOST_NAMED).toLocaleString("en-US")} more` : "";
    return [`${keys.length.toLocaleString("en-US")} ${verb}: ${named}${more}`];
  };
  const to = isPreview ? "to be " : "";
  const parts = [...part(added, `${to}added`), ...part(changed, `${to}changed`), ...part(removed, `${to}removed`)];
  return parts.length === 0 ? undefined : parts.join("; ");
}

export async function reportChanges(owner: ContentsOwner, changes: Changes, isPreview: boolean): Promise<void> {
  const text = changesText(changes, isPreview);
  if (text !== undefined) {
    await pulumi.log.info(`The ${owner.what}: ${text}`, owner.parent);
  }
}

/** How often a run reports its progress, in milliseconds. */
const EVERY = 2_000;

/** Reports from time to time how many entries are written, until all are. */
export function reportProgress(owner: ContentsOwner, entries: Entry[], clock = Date.now): (done: Progress) => void {
  const done: Progress = { items: 0, bytes: 0 };
  let reported = clock();
  return ({ items, bytes }) => {
    done.items += items;
    done.bytes += bytes;
    if (clock() - reported >= EVERY && done.items < entries.length) {
      reported = clock();
      void pulumi.log.info(progressText(owner, done, entries.length), owner.parent, undefined, true);
    }
  };
}

function progressText({ what }: ContentsOwner, { items, bytes }: Progress, all: number): string {
  const number = (count: number) => count.toLocaleString("en-US");
  return `The ${what}: ${number(items)} of ${number(all)} items are written (${number(Math.round(bytes / 1e6))} MB)`;
}
