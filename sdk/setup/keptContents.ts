import type * as pulumi from "@pulumi/pulumi";
import type { FastlyClient } from "../fastly/client";
import { shortHash } from "../fastly/versionMark";
import { settled } from "../pulumi/details";

/** The values of some keys. Undefined for a key that must not exist. */
export type Values = Map<string, string | Buffer | undefined>;

/** The place of contents, from the inputs of their resource: the id of a store or a dictionary. */
export type ContentsPlace = Record<string, unknown>;

/** How to read and write contents of one kind at Fastly. */
export interface ContentsAtFastly {
  /** Undefined for contents that nobody can read. They cannot be put back. */
  read?: {
    keys(client: FastlyClient, place: ContentsPlace): Promise<string[]>;
    /** The values of the keys that exist. Undefined when they are too large to keep. */
    values(client: FastlyClient, place: ContentsPlace, keys: string[]): Promise<Values | undefined>;
  };
  write(client: FastlyClient, place: ContentsPlace, changes: Values): Promise<void>;
}

/** The declared values, by key. */
export interface DeclaredValues {
  keys(): string[];
  has(key: string): boolean;
  /** Undefined for a key that is not declared. */
  read(key: string): Promise<string | Buffer | undefined>;
}

/** The declared contents of one thing, such as a store. They belong to no version of the service. */
export interface DeclaredContents {
  /** The contents in words: `the contents of the dictionary "settings"`. */
  label: string;
  /** The type and the logical name of the resource for the contents. */
  type: string;
  name: string;
  /** The entries in the resource's inputs or state, by key. */
  entriesIn(inputs: ContentsPlace | undefined): Map<string, unknown>;
  place: pulumi.Input<ContentsPlace>;
  values: DeclaredValues;
  at: ContentsAtFastly;
  /** Why contents with these inputs cannot be put back. Undefined when they can. */
  whyNotKept?(inputs: ContentsPlace): string | undefined;
  /** Writes all declared contents, with the settings that are kept beside values. */
  writeAll?(client: FastlyClient, place: ContentsPlace): Promise<void>;
  /** Whether the provider writes the contents, by the difference from its state. */
  isOfProvider: boolean;
}

/** The contents before this run changed them. */
interface Kept {
  place: ContentsPlace;
  values: Values;
}

/** What happened to the contents that this run has changed. */
export interface PutBack {
  /** The contents that are as before this run, in words. */
  asBefore: string[];
  /** The contents that are not as before, with the reason. */
  stays: Map<string, string>;
}

/** A step of a resource, as hooks receive it. */
interface ContentsStep {
  type: string;
  urn: string;
  before: ContentsPlace | undefined;
  declared: ContentsPlace;
  state: ContentsPlace;
}

/** The most keys in a mark. When a run has removed more, they are not put back. */
const MOST_REMOVED = 50;

/**
 * All declared contents, and what they were before this run. A release has to put back by itself what belongs to no
 * version of the service. The state does not learn of that. So a mark at Fastly tells the next run, which writes the
 * declared contents again: see `sdk/release/README.md`.
 */
export class KeptContents {
  private readonly all: DeclaredContents[] = [];
  private readonly kept = new Map<DeclaredContents, Kept>();
  private readonly stays = new Map<string, string>();
  private readonly asBefore = new Set<string>();

  declare(contents: DeclaredContents): void {
    this.all.push(contents);
  }

  /** Everything that is declared so far. */
  get declared(): readonly DeclaredContents[] {
    return this.all;
  }

  /** Everything with contents, in words. */
  get labels(): string[] {
    return this.all.filter(({ values }) => values.keys().length > 0).map(({ label }) => label);
  }

  /** Whether this run has changed something that can be put back. */
  get isChanged(): boolean {
    return this.kept.size > 0;
  }

  of({ type, urn }: Pick<ContentsStep, "type" | "urn">): DeclaredContents | undefined {
    return this.all.find((each) => each.type === type && urn.endsWith(`::${each.name}`));
  }

  /** Keeps the values that the engine is going to change. Call it before the engine changes the resource. */
  async keep(client: FastlyClient, contents: DeclaredContents, step: ContentsStep): Promise<void> {
    const { at, label } = contents;
    const [had, wanted] = [contents.entriesIn(step.before), contents.entriesIn(step.declared)];
    const keys = [...new Set([...had.keys(), ...wanted.keys()])].filter((key) => had.get(key) !== wanted.get(key));
    const why = [step.before ?? {}, step.declared].map((inputs) => contents.whyNotKept?.(inputs)).find(Boolean);
    if (at.read === undefined || why !== undefined) {
      this.stays.set(label, why ?? "nobody can read them");
      return;
    }
    if (step.before === undefined && (await at.read.keys(client, step.declared)).length === 0) {
      this.stays.set(label, "they are new");
      return;
    }
    await this.keepValues(client, contents, step.declared, keys);
  }

  /**
   * Makes Fastly's values match the state, for keys that are or were declared. The provider sends the difference from
   * its state, so it must find there what it is going to change.
   */
  async makeStateTrue(client: FastlyClient, { entriesIn, at }: DeclaredContents, step: ContentsStep): Promise<void> {
    const [state, wanted] = [entriesIn(step.state), entriesIn(step.declared)];
    const keys = [...new Set([...state.keys(), ...wanted.keys()])];
    const live = await at.read?.values(client, step.state, keys);
    const changes: Values = new Map();
    for (const key of keys) {
      const believed = state.get(key) as string | undefined;
      if (live !== undefined && live.get(key)?.toString() !== believed) {
        changes.set(key, believed);
      }
    }
    await writeSome(client, { at }, step.state, changes);
  }

  /**
   * Writes the declared contents where Fastly has others, and removes keys that an earlier run had put back.
   *
   * @param removed the short hashes of the keys to remove.
   */
  async writeAgain(client: FastlyClient, removed: readonly string[]): Promise<void> {
    for (const contents of this.all) {
      const { at, values } = contents;
      if (at.read === undefined) {
        continue;
      }
      const place = await settled(contents.place);
      const undeclared =
        removed.length === 0 ? [] : (await at.read.keys(client, place)).filter((key) => !values.has(key));
      const gone = undeclared.filter((key) => removed.includes(hashOf(contents, key)));
      const keys = [...values.keys(), ...gone];
      const why = contents.whyNotKept?.(place);
      const live = why === undefined ? await at.read.values(client, place, keys) : undefined;
      const changes: Values = new Map();
      if (live === undefined) {
        await contents.writeAll?.(client, place);
        this.stays.set(contents.label, why ?? "they are too large to keep a copy, or have metadata");
      }
      for (const key of live === undefined ? gone : keys) {
        const wanted = await values.read(key);
        if (!isSame(live?.get(key), wanted) || live === undefined) {
          changes.set(key, wanted);
        }
      }
      if (changes.size > 0) {
        await this.keepValues(client, contents, place, [...changes.keys()]);
        await writeSome(client, contents, place, changes);
      }
    }
  }

  /** The short hashes of the keys that this run has removed and could put back. */
  get removed(): string[] {
    return [...this.kept]
      .flatMap(([contents, { values }]) => {
        const gone = [...values.keys()].filter((key) => !contents.values.has(key) && values.get(key) !== undefined);
        return gone.map((key) => hashOf(contents, key));
      })
      .slice(0, MOST_REMOVED);
  }

  /** Puts back what this run has changed, unless somebody has changed it since. */
  async putBack(client: FastlyClient): Promise<void> {
    const removed = new Set(this.removed);
    for (const [contents, { place, values }] of this.kept) {
      const { at, label } = contents;
      try {
        const live = await at.read?.values(client, place, [...values.keys()]);
        const changes: Values = new Map();
        let left = 0;
        for (const [key, before] of values) {
          const written = await contents.values.read(key);
          const isOurs = live !== undefined && isSame(live.get(key), written);
          const isForgotten = written === undefined && !removed.has(hashOf(contents, key));
          if (isOurs && !isForgotten) {
            changes.set(key, before);
          } else if (!isSame(live?.get(key), before)) {
            left += 1;
          }
        }
        await writeSome(client, contents, place, changes);
        if (left === 0) {
          this.asBefore.add(label);
        } else {
          this.stays.set(label, `${left} of the ${values.size} keys that this run has changed`);
        }
      } catch (error) {
        this.stays.set(label, `putting them back failed: ${error instanceof Error ? error.message : error}`);
      }
    }
    this.kept.clear();
  }

  get outcome(): PutBack {
    return { asBefore: [...this.asBefore], stays: this.stays };
  }

  private async keepValues(client: FastlyClient, contents: DeclaredContents, place: ContentsPlace, keys: string[]) {
    const kept: Kept = this.kept.get(contents) ?? { place, values: new Map() };
    const unkept = keys.filter((key) => !kept.values.has(key));
    if (unkept.length === 0) {
      return;
    }
    const found = await contents.at.read?.values(client, place, unkept);
    if (found === undefined) {
      this.stays.set(contents.label, "they are too large to keep a copy, or have metadata");
      return;
    }
    for (const key of unkept) {
      kept.values.set(key, found.get(key));
    }
    this.kept.set(contents, kept);
  }
}

/** Reads a property that has one entry per key. */
export function entriesOf(property: string): DeclaredContents["entriesIn"] {
  return (inputs) => new Map(Object.entries((inputs?.[property] ?? {}) as object));
}

/** The hash includes the label: the same key in another thing has another hash. */
function hashOf({ label }: DeclaredContents, key: string): string {
  return shortHash(`${label} ${key}`);
}

function isSame(one: string | Buffer | undefined, other: string | Buffer | undefined): boolean {
  return one === undefined || other === undefined ? one === other : Buffer.from(one).equals(Buffer.from(other));
}

async function writeSome(
  client: FastlyClient,
  { at }: Pick<DeclaredContents, "at">,
  place: ContentsPlace,
  changes: Values,
): Promise<void> {
  if (changes.size > 0) {
    await at.write(client, place, changes);
  }
}
