import type { InvokeResult } from "../engine/contract";
import type { PropertyMap } from "../engine/value";
import type { Context } from "./bridge/resource";
import { inPages } from "./pages";

interface NamedStore {
  id: string;
  name: string;
}

type StoreList = (args: PropertyMap, context: () => Context) => Promise<InvokeResult>;

/** The functions that list all stores of one kind in the account, with names and ids. */
export const getConfigstores: StoreList = async (_, context) =>
  listed((await context().client.send("GET", storesOf("config"))) as NamedStore[]);
export const getKvstores: StoreList = async (_, context) => listed(await inPages(context().client, storesOf("kv")));
export const getSecretstores: StoreList = async (_, context) =>
  listed(await inPages(context().client, storesOf("secret")));

function listed(all: NamedStore[]): InvokeResult {
  const stores = all.map(({ id, name }) => ({ id, name }));
  return { returns: { id: stores.map(({ id }) => id).join(), stores } };
}

function storesOf(kind: string): string[] {
  return ["resources", "stores", kind];
}
