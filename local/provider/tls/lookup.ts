import type { InvokeResult } from "../../engine/contract";
import type { PropertyMap, Value } from "../../engine/value";
import type { Context } from "../bridge/resource";
import { checksum, textsInRequestOrder } from "../bridge/sets";
import type { FastlyClient } from "../client";
import type { Document, Item } from "./jsonApi";

/** An item of a list, with the objects that the answer includes. */
export interface Found extends Item {
  included: readonly Item[];
}

type Filter = (found: Found, wanted: Value) => boolean;
type ProviderFunction = (args: PropertyMap, context: () => Context) => Promise<InvokeResult>;

export interface Lookup {
  path: readonly string[];
  /** The page size of the provider's requests. Undefined: the API's default. */
  pageSize?: number;
  query?: Record<string, string>;
  /** The filters by argument. An argument with conditions on the id is one of them. */
  filters: Readonly<Record<string, Filter>>;
  result(found: Found): PropertyMap;
  /** The provider's errors when nothing fits, or more than one item. */
  says: { none: string; many: string };
}

/** A function that returns the only fitting item of a list, by its id or by other arguments. */
export function lookup({ path, filters, result, says, ...list }: Lookup): ProviderFunction {
  return async (args, context) => {
    const { client } = context();
    const [found, ...more] =
      typeof args.id === "string" && args.id !== ""
        ? [await one(client, [...path, args.id], list.query)]
        : (await all(client, path, list)).filter((each) =>
            Object.entries(filters).every(([name, fits]) => isLeftOut(args[name]) || fits(each, args[name] as Value)),
          );
    if (found === undefined || more.length > 0) throw new Error(found === undefined ? says.none : says.many);
    return { returns: { ...args, id: found.id, ...result(found) } };
  };
}

/** A function that returns the ids of a whole list. `by` is the query parameter of a filtering argument. */
export function ids(
  path: readonly string[],
  list: Pick<Lookup, "pageSize"> = {},
  by?: { argument: string; query: string },
): ProviderFunction {
  return async (args, context) => {
    const wanted = by === undefined ? "" : String(args[by.argument] ?? "");
    const query = by !== undefined && wanted !== "" ? { [by.query]: wanted } : {};
    const found = await all(context().client, path, { ...list, query });
    return { returns: { ...args, id: String(checksum(wanted)), ids: textsInRequestOrder(found.map(({ id }) => id)) } };
  };
}

async function one(client: FastlyClient, path: string[], query?: Record<string, string>): Promise<Found> {
  const { data, included = [] } = (await client.send("GET", path, { query })) as Document;
  return { ...data, included };
}

/** Reads page after page, until one is empty. */
async function all(
  client: FastlyClient,
  path: readonly string[],
  { pageSize, query }: Pick<Lookup, "pageSize" | "query">,
): Promise<Found[]> {
  const size: Record<string, string> = pageSize === undefined ? {} : { "page[size]": String(pageSize) };
  const found: Found[] = [];
  for (let page = 1; ; page++) {
    const asked = { ...query, "page[number]": String(page), ...size };
    const { data, included = [] } = (await client.send("GET", path, { query: asked })) as Document<Item[]>;
    if (data.length === 0) return found;
    found.push(...data.map((item) => ({ ...item, included })));
  }
}

/** Terraform takes a zero value for nothing, except for flags. */
function isLeftOut(value: Value | undefined): boolean {
  return (
    value === undefined || value === null || value === "" || value === 0 || (Array.isArray(value) && !value.length)
  );
}
