import type { FastlyClient } from "../fastly/client";

/** The values of some keys. Undefined for a key that must not exist. */
export type ValuesByKey = Map<string, string | Buffer | undefined>;

/** The place of contents, from the inputs of their resource: the id of a store or a dictionary. */
export type ContentsPlace = Record<string, unknown>;

/** How to read and write contents of one kind at Fastly. */
export interface ContentsAtFastly {
  /** Undefined for contents that nobody can read. They cannot be put back. */
  read?: {
    keys(client: FastlyClient, place: ContentsPlace): Promise<string[]>;
    /** The values of the keys that exist. Undefined when they are too large to keep. */
    values(client: FastlyClient, place: ContentsPlace, keys: string[]): Promise<ValuesByKey | undefined>;
  };
  write(client: FastlyClient, place: ContentsPlace, changes: ValuesByKey): Promise<void>;
}

/** Reads a property that has one entry per key. */
export function entriesOf(property: string): (inputs: ContentsPlace | undefined) => Map<string, unknown> {
  return (inputs) => new Map(Object.entries((inputs?.[property] ?? {}) as object));
}

export async function writeSome(
  client: FastlyClient,
  at: ContentsAtFastly,
  place: ContentsPlace,
  changes: ValuesByKey,
): Promise<void> {
  if (changes.size > 0) {
    await at.write(client, place, changes);
  }
}

/**
 * Makes Fastly's values of these keys match the state. The provider sends the difference from its state, so it must find
 * there what it is going to change.
 */
export async function makeStateTrue(
  client: FastlyClient,
  at: ContentsAtFastly,
  place: ContentsPlace,
  state: Map<string, unknown>,
  keys: string[],
): Promise<void> {
  const live = await at.read?.values(client, place, keys);
  const changes: ValuesByKey = new Map();
  for (const key of keys) {
    const believed = state.get(key) as string | undefined;
    if (live !== undefined && live.get(key)?.toString() !== believed) {
      changes.set(key, believed);
    }
  }
  await writeSome(client, at, place, changes);
}
