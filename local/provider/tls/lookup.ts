import type { InvokeResult } from "../../engine/contract";
import type { PropertyMap, Value } from "../../engine/value";
import type { Context } from "../bridge/resource";
import { checksum, textsInRequestOrder } from "../bridge/sets";
import type { FastlyClient } from "../client";
import type { Document, Item } from "./jsonApi";

/** An item of a list, with what the answer includes beside it. */
export interface Found extends Item {
  included: readonly Item[];
}

type Filter = (found: Found, wanted: Value) => boolean;
type ProviderFunction = (args: PropertyMap, context: () => Context) => Promise<InvokeResult>;

export interface Lookup {
  path: readonly string[];
  /** How many the provider asks for at once; the API's own default where it does not say. */
  pageSize?: number;
  query?: Record<string, string>;
  /** By argument. What an argument says about the id is one of them. */
  filters: Readonly<Record<string, Filter>>;
  result(found: Found): PropertyMap;
  /** What the provider says where nothing, or more than one, fits. */
  says: { none: string; many: string };
}

/** A function that gives the one item of a list that fits, by its id or by what else is said of it. */
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

/** A function that gives the ids of all in a list; `by` is the query by which an argument narrows it. */
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

/** Page after page, until one is empty. */
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

/** Terraform takes a zero for nothing, but of a flag. */
function isLeftOut(value: Value | undefined): boolean {
  return (
    value === undefined || value === null || value === "" || value === 0 || (Array.isArray(value) && !value.length)
  );
}
