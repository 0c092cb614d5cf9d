import type * as pulumi from "@pulumi/pulumi";
import type { FastlyClient } from "../fastly/client";
import { type Credentials, clientOf } from "../fastly/credentials";
import { changeItems } from "../fastly/items";
import { before, withHooks } from "../pulumi/hooks";
import { type ContentsAtFastly, entriesOf, makeStateTrue, writeSome } from "./contentsAtFastly";

/** The place of one resource's items at Fastly. */
export interface ItemsAtFastly {
  /** The resource's property with the items. */
  property: string;
  read(client: FastlyClient, inputs: Record<string, unknown>): Promise<Record<string, string>>;
  /** The path of the items in Fastly's API. */
  path(inputs: Record<string, unknown>): string;
}

/** How to put these items back. */
export function itemsAt({ read, path }: ItemsAtFastly): ContentsAtFastly {
  return {
    read: {
      keys: async (client, place) => Object.keys(await read(client, place)),
      async values(client, place, keys) {
        const there = new Map(Object.entries(await read(client, place)));
        return new Map(keys.filter((key) => there.has(key)).map((key) => [key, there.get(key)]));
      },
    },
    write: (client, place, changes) =>
      changeItems(
        client,
        path(place),
        [...changes].map(([key, value]) =>
          value === undefined
            ? { op: "delete", item_key: key }
            : { op: "upsert", item_key: key, item_value: value.toString() },
        ),
      ),
  };
}

/**
 * Hooks that make a resource with items work when Fastly has other items than the state: after an interrupted run, a
 * failed update, or a change by hand. The provider creates items that exist already, and Fastly refuses that. After a
 * failed update the provider's state says that everything is written. The next update then writes nothing, and reports
 * success.
 */
export function itemHooks(
  name: string,
  at: ItemsAtFastly,
  credentials: Credentials,
  hooks: pulumi.ResourceHookBinding | undefined,
): pulumi.ResourceHookBinding | undefined {
  const itemsOf = entriesOf(at.property);
  const contents = itemsAt(at);

  const clear = before(`${name}-clear`, { on: ["create"], inPreview: false }, async ({ declared: inputs }) => {
    const client = await clientOf(credentials);
    const declared = itemsOf(inputs);
    const live = Object.keys(await at.read(client, inputs)).filter((key) => declared.has(key));
    await writeSome(client, contents, inputs, new Map(live.map((key) => [key, undefined])));
  });

  const complete = before(
    `${name}-complete`,
    { on: ["update"], inPreview: false },
    async ({ before: given, declared, state }) => {
      const believed = itemsOf(state);
      const others = [itemsOf(given), itemsOf(declared)];
      const keys = new Set([believed, ...others].flatMap((items) => [...items.keys()]));
      const differing = [...keys].filter((key) => others.some((items) => items.get(key) !== believed.get(key)));
      if (differing.length > 0) {
        await makeStateTrue(await clientOf(credentials), contents, state, believed, differing);
      }
    },
  );
  return [clear, complete].reduce(withHooks, hooks);
}
