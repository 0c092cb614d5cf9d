import { requiredText } from "../fields";
import type { ApiRequest } from "../http";
import { duplicate, notFound, ok, statusOk } from "../http";
import type { Handler } from "../router";
import { route } from "../router";
import type { ConfigStore, DictionaryItem } from "../state";
import type { Store } from "../store";
import { serviceListView } from "../views";
import type { ItemWords } from "./items";
import { applyBatch, changedItem, findItem, missingRecord, newItem } from "./items";

const base = "/resources/stores/config";
const words: ItemWords = { duplicateOf: "config_store_item", missing: missingRecord };

export const configStoreRoutes = [
  route("GET", base, ({ query }, store) => {
    const name = query.get("name");
    return ok(store.state.configStores.filter((s) => name === null || s.name === name).map(view));
  }),
  route("POST", base, ({ fields }, store) => {
    const name = freeName(requiredText(fields, "name"), store);
    store.account.refuseMore("configStores", store.state.configStores.length, "config stores");
    const configStore: ConfigStore = { id: store.newId("config-store"), name, ...store.stamps(), items: [] };
    store.state.configStores.push(configStore);
    return ok(view(configStore));
  }),
  route("GET", `${base}/:store`, (request, store) => ok(view(find(request, store)))),
  route("PUT", `${base}/:store`, (request, store) => {
    const configStore = find(request, store);
    const name = freeName(requiredText(request.fields, "name"), store, configStore);
    return ok(view(Object.assign(configStore, { name, updated_at: store.now() })));
  }),
  route("DELETE", `${base}/:store`, (request, store) => {
    const configStore = find(request, store);
    store.refuseLinked(configStore.id, "Config store");
    store.state.configStores.splice(store.state.configStores.indexOf(configStore), 1);
    return statusOk();
  }),
  route("GET", `${base}/:store/info`, (request, store) => ok({ item_count: find(request, store).items.length })),
  route("GET", `${base}/:store/services`, (request, store) => {
    const { id } = find(request, store);
    const linked = store.state.services.filter((s) =>
      s.versions.some((v) => v.links.some((l) => l.resource_id === id)),
    );
    return ok(linked.map(serviceListView));
  }),
  route("GET", `${base}/:store/items`, (request, store) => {
    const configStore = find(request, store);
    return ok(configStore.items.map((item) => itemView(item, configStore)));
  }),
  route("PATCH", `${base}/:store/items`, (request, store) => {
    const configStore = find(request, store);
    const items = applyBatch(configStore.items, request.fields, store, words);
    refuseMoreItems(configStore, items.length, store);
    configStore.items = items;
    return statusOk();
  }),
  route("POST", `${base}/:store/item`, (request, store) => {
    const configStore = find(request, store);
    const item = newItem(String(request.fields.item_key ?? ""), request.fields.item_value, store);
    if (configStore.items.some((i) => i.item_key === item.item_key)) {
      throw duplicate(words.duplicateOf, item.item_key);
    }
    refuseMoreItems(configStore, configStore.items.length + 1, store);
    configStore.items.push(item);
    return ok(itemView(item, configStore));
  }),
  route("GET", `${base}/:store/item/:key`, (request, store) => {
    const configStore = find(request, store);
    return ok(itemView(findItem(configStore.items, request.params.key ?? "", words), configStore));
  }),
  route("PUT", `${base}/:store/item/:key`, writeItem(true)),
  route("PATCH", `${base}/:store/item/:key`, writeItem(false)),
  route("DELETE", `${base}/:store/item/:key`, (request, store) => {
    const { items } = find(request, store);
    items.splice(items.indexOf(findItem(items, request.params.key ?? "", words)), 1);
    return statusOk();
  }),
];

/** PUT writes the item in any case, PATCH only when it exists. */
function writeItem(create: boolean): Handler {
  return (request, store) => {
    const configStore = find(request, store);
    const key = request.params.key ?? "";
    const old = configStore.items.find((i) => i.item_key === key);
    if (old === undefined && !create) {
      throw words.missing(key);
    }
    const { item_value } = request.fields;
    const item = old === undefined ? newItem(key, item_value, store) : changedItem(old, item_value, store);
    refuseMoreItems(configStore, configStore.items.length + (old === undefined ? 1 : 0), store);
    configStore.items.splice(old === undefined ? configStore.items.length : configStore.items.indexOf(old), 1, item);
    return ok(itemView(item, configStore));
  };
}

function refuseMoreItems({ items }: ConfigStore, wanted: number, store: Store): void {
  if (wanted > items.length) {
    store.account.refuseMore("configStoreItems", wanted - 1, "config store items");
  }
}

function find({ params }: ApiRequest, store: Store): ConfigStore {
  const found = store.state.configStores.find((s) => s.id === params.store);
  if (found === undefined) {
    throw notFound();
  }
  return found;
}

function freeName(name: string, store: Store, self?: ConfigStore): string {
  if (store.state.configStores.some((s) => s !== self && s.name === name)) {
    throw duplicate("config_store", name);
  }
  return name;
}

function view({ items: _, ...store }: ConfigStore) {
  return { ...store, deleted_at: null };
}

function itemView(item: DictionaryItem, store: ConfigStore) {
  return { ...item, store_id: store.id, deleted_at: null };
}
