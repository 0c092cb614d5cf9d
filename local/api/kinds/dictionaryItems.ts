import type { ApiRequest } from "../http";
import { badRequest, duplicate, notFound, objectNotFound, ok, statusOk } from "../http";
import { paged } from "../pages";
import type { Handler } from "../router";
import { route } from "../router";
import type { Dictionary, DictionaryItem, Service } from "../state";
import type { Store } from "../store";
import type { ItemWords } from "./items";
import { applyBatch, changedItem, contentsDigest, findItem, newItem } from "./items";

const base = "/service/:service/dictionary/:dictionary";

interface Contents {
  service: Service;
  dictionary: Dictionary;
  items: DictionaryItem[];
  words: ItemWords;
}

/** The dictionary of this id in any version, with its items. No version's lock protects the items. */
function contents({ params }: ApiRequest, store: Store): Contents {
  const service = store.service(params);
  const id = params.dictionary ?? "";
  const dictionary = service.versions.flatMap((v) => v.dictionaries).findLast((d) => d.id === id);
  if (dictionary === undefined) {
    throw objectNotFound("Dictionary", { id, service: service.id });
  }
  const words: ItemWords = {
    duplicateOf: "dictionary_item",
    missing: (item_key) =>
      notFound(
        `Couldn't find DictionaryItem '{ dictionary_id => ${id}, item_key => ${item_key}, service_id => ${service.id} }'`,
      ),
  };
  service.dictionaryItems[id] ??= [];
  return { service, dictionary, items: service.dictionaryItems[id], words };
}

function refuseMoreItems({ items }: Contents, wanted: number, store: Store): void {
  if (wanted > items.length) {
    store.account.refuseMore("dictionaryItems", wanted - 1, "dictionary items");
  }
}

function readable(request: ApiRequest, store: Store): Contents {
  const found = contents(request, store);
  if (found.dictionary.write_only) {
    throw badRequest(`Dictionary '${found.dictionary.name}' is write-only, its items cannot be read`);
  }
  return found;
}

function view(item: DictionaryItem, { service, dictionary }: Contents) {
  return { ...item, dictionary_id: dictionary.id, service_id: service.id, deleted_at: null };
}

function replace(found: Contents, old: DictionaryItem, changed: DictionaryItem): DictionaryItem {
  found.items.splice(found.items.indexOf(old), 1, changed);
  return changed;
}

/** PUT writes the item in any case, PATCH only when it exists. */
const update =
  (create: boolean): Handler =>
  (request, store) => {
    const found = contents(request, store);
    const key = request.params.key ?? "";
    const item = found.items.find((i) => i.item_key === key);
    if (item === undefined && create) {
      const added = newItem(key, request.fields.item_value, store);
      refuseMoreItems(found, found.items.length + 1, store);
      found.items.push(added);
      return ok(view(added, found));
    }
    const old = findItem(found.items, key, found.words);
    const {
      created_at: _,
      updated_at: _u,
      deleted_at: _d,
      ...answer
    } = view(replace(found, old, changedItem(old, request.fields.item_value, store)), found);
    return ok(answer);
  };

export const dictionaryItemRoutes = [
  // The only thing that can be read of a write-only dictionary.
  route("GET", "/service/:service/version/:version/dictionary/:dictionary/info", (request, store) => {
    const { items } = contents(request, store);
    const lastChange = items
      .map((item) => item.updated_at)
      .sort()
      .at(-1);
    return ok({
      item_count: items.length,
      last_updated: lastChange?.replace("T", " ").replace("Z", "") ?? null,
      digest: contentsDigest(items),
    });
  }),
  route("GET", `${base}/items`, (request, store) => {
    const found = readable(request, store);
    return paged(
      request,
      found.items.map((item) => view(item, found)),
    );
  }),
  route("PATCH", `${base}/items`, (request, store) => {
    const found = contents(request, store);
    const items = applyBatch(found.items, request.fields, store, found.words);
    refuseMoreItems(found, items.length, store);
    found.service.dictionaryItems[found.dictionary.id] = items;
    return statusOk();
  }),
  route("POST", `${base}/item`, (request, store) => {
    const found = contents(request, store);
    const item = newItem(String(request.fields.item_key ?? ""), request.fields.item_value, store);
    if (found.items.some((i) => i.item_key === item.item_key)) {
      throw duplicate(found.words.duplicateOf, item.item_key);
    }
    refuseMoreItems(found, found.items.length + 1, store);
    found.items.push(item);
    return ok(view(item, found));
  }),
  route("GET", `${base}/item/:key`, (request, store) => {
    const found = readable(request, store);
    return ok(view(findItem(found.items, request.params.key ?? "", found.words), found));
  }),
  route("PUT", `${base}/item/:key`, update(true)),
  route("PATCH", `${base}/item/:key`, update(false)),
  route("DELETE", `${base}/item/:key`, (request, store) => {
    const found = contents(request, store);
    found.items.splice(found.items.indexOf(findItem(found.items, request.params.key ?? "", found.words)), 1);
    return statusOk();
  }),
];
