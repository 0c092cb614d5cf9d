import { UPLOAD_BYTES } from "../body";
import type { ApiRequest, ApiResponse } from "../http";
import { ApiError, noContent, ok, problem } from "../http";
import { cursorPage } from "../pages";
import { route } from "../router";
import type { KvItem, KvStore } from "../state";
import type { Store } from "../store";
import { batchLines, bytesOf, itemOf } from "./kvItems";

const base = "/resources/stores/kv";
/** The default and largest size of a page. */
const pageSize = 1_000;

export const kvStoreRoutes = [
  route("GET", base, (request, store) => {
    const name = request.query.get("name");
    const stores = store.state.kvStores.filter((s) => name === null || s.name === name);
    const page = cursorPage(request, stores.map(view), pageSize, pageSize);
    return ok({ ...page, meta: { ...page.meta, total: stores.length } });
  }),
  route("POST", base, ({ fields, query }, store) => {
    const name = storeName(fields.name);
    if (store.state.kvStores.some((s) => s.name === name)) {
      throw problem(409, "Conflict", `store with name '${name}' already exists`);
    }
    const kvStore: KvStore = {
      id: store.newId("kv-store"),
      name,
      location: query.get("location"),
      ...store.stamps(),
      items: [],
    };
    store.state.kvStores.push(kvStore);
    return { status: 201, body: view(kvStore) };
  }),
  route("GET", `${base}/:store`, (request, store) => ok(view(find(request, store)))),
  route("DELETE", `${base}/:store`, (request, store) => {
    const kvStore = find(request, store);
    if (present(kvStore, store).length > 0) {
      throw problem(409, "Conflict", `store '${kvStore.id}' is not empty`);
    }
    store.refuseLinked(kvStore.id, "KV store");
    store.state.kvStores.splice(store.state.kvStores.indexOf(kvStore), 1);
    return noContent();
  }),
  route("GET", `${base}/:store/keys`, (request, store) => {
    const prefix = request.query.get("prefix");
    const keys = present(find(request, store), store).map((item) => item.key);
    const page = cursorPage(request, keys.filter((key) => key.startsWith(prefix ?? "")).sort(), pageSize, pageSize);
    const consistency = request.query.get("consistency") === "eventual" ? { consistency: "eventual" } : {};
    return ok({ ...page, meta: { ...page.meta, ...(prefix !== null && { prefix }), ...consistency } });
  }),
  route("GET", `${base}/:store/keys/:key`, readKey),
  route("HEAD", `${base}/:store/keys/:key`, readKey),
  { ...route("PUT", `${base}/:store/keys/:key`, writeKey), anyBody: true, maxBytes: UPLOAD_BYTES },
  route("DELETE", `${base}/:store/keys/:key`, (request, store) => {
    const kvStore = find(request, store);
    const { items } = kvStore;
    const key = request.params.key ?? "";
    const item = itemAt(kvStore, key, store);
    if (item === undefined && request.query.get("force") !== "true") {
      throw missingKey(key);
    }
    refuseOtherGeneration(request, item);
    if (item !== undefined) {
      items.splice(items.indexOf(item), 1);
    }
    return noContent();
  }),
  // One JSON object per line: {"key":"k","value":"<base64>","metadata":"…","time_to_live_sec":60}
  {
    ...route("PUT", `${base}/:store/batch`, (request, store) => {
      const kvStore = find(request, store);
      const entries = batchLines(request.raw);
      for (const { key, metadata } of entries) {
        itemKey(key);
        refuseLongMetadata(metadata);
      }
      const places = new Map(kvStore.items.map(({ key }, place) => [key, place]));
      for (const { key, value, metadata, seconds } of entries) {
        const place = places.get(key) ?? kvStore.items.length;
        places.set(key, place);
        kvStore.items[place] = itemOf(kvStore.items[place], key, value, { metadata, ...expiry(seconds, store) });
      }
      return ok({ type: "", title: "success", errors: [] });
    }),
    maxBytes: UPLOAD_BYTES,
  },
];

function readKey(request: ApiRequest, store: Store): ApiResponse {
  const key = request.params.key ?? "";
  const item = itemAt(find(request, store), key, store);
  if (item === undefined) {
    throw missingKey(key);
  }
  const value = bytesOf(item);
  return {
    status: 200,
    body: value,
    headers: {
      "content-type": "application/octet-stream",
      generation: String(item.generation),
      metadata: Buffer.from(item.metadata ?? "").toString("latin1"),
      "stored-content-length": String(value.length),
    },
  };
}

function writeKey(request: ApiRequest, store: Store): ApiResponse {
  const kvStore = find(request, store);
  const key = itemKey(request.params.key ?? "");
  const old = itemAt(kvStore, key, store);
  if (old !== undefined && request.query.get("add") === "true") {
    throw new ApiError(412, undefined);
  }
  refuseOtherGeneration(request, old);
  // A header has one byte per character. The text is UTF-8.
  const given = request.headers.metadata;
  const metadata = given === undefined || given === "" ? null : Buffer.from(given, "latin1").toString("utf8");
  refuseLongMetadata(metadata);
  const seconds = request.headers.time_to_live_sec;
  const settings = { metadata, ...expiry(seconds === undefined ? undefined : Number(seconds), store) };
  const before = (parameter: string) =>
    old !== undefined && request.query.get(parameter) === "true" ? [bytesOf(old)] : [];
  const parts = [...before("append"), request.raw, ...before("prepend")];
  const value = parts.length === 1 ? request.raw : Buffer.concat(parts);
  if (value.length > LARGEST_VALUE) {
    throw problem(413, "Request Entity Too Large", `value is larger than ${LARGEST_VALUE} bytes`);
  }
  const { items } = kvStore;
  const place = items.findIndex((item) => item.key === key);
  items[place === -1 ? items.length : place] = itemOf(items[place], key, value, settings);
  return { status: 200 };
}

/** Whether the item has not expired. Fastly deletes an expired item some time later. */
function isPresent({ expires_at }: KvItem, store: Store): boolean {
  return expires_at === undefined || Date.parse(expires_at) > store.date().getTime();
}

function present(kvStore: KvStore, store: Store): KvItem[] {
  return kvStore.items.filter((item) => isPresent(item, store));
}

function itemAt(kvStore: KvStore, key: string, store: Store): KvItem | undefined {
  const item = kvStore.items.find((each) => each.key === key);
  return item !== undefined && isPresent(item, store) ? item : undefined;
}

function expiry(seconds: number | undefined, store: Store): { expires_at?: string } {
  if (seconds === undefined || seconds === 0) {
    return {};
  }
  if (!Number.isSafeInteger(seconds) || seconds < 0) {
    throw problem(400, "Bad Request", "time_to_live_sec must be a number of seconds");
  }
  return { expires_at: new Date(store.date().getTime() + seconds * 1000).toISOString() };
}

function refuseOtherGeneration(request: ApiRequest, item: KvItem | undefined): void {
  const wanted = request.headers["if-generation-match"];
  if (wanted !== undefined && wanted !== String(item?.generation ?? 0)) {
    throw new ApiError(412, undefined);
  }
}

const LONGEST_KEY = 1_024;
const LONGEST_METADATA = 2_000;
/** Fastly's largest value, unless its support has raised the limit. */
const LARGEST_VALUE = 25_000_000;

/** As documented for keys: https://www.fastly.com/documentation/guides/concepts/edge-state/data-stores/#kv-stores. */
function itemKey(key: string): string {
  const wrong = /^\.{1,2}$|^\.well-known\/acme-challenge\/|[#;?^|\r\n]/.test(key);
  if (wrong || key === "" || Buffer.byteLength(key) > LONGEST_KEY) {
    throw problem(400, "Bad Request", `key '${key.slice(0, 100)}' is not allowed`);
  }
  return key;
}

function refuseLongMetadata(metadata: string | null): void {
  if (Buffer.byteLength(metadata ?? "") > LONGEST_METADATA) {
    throw problem(400, "Bad Request", `metadata is longer than ${LONGEST_METADATA} bytes`);
  }
}

function storeName(name: unknown): string {
  if (typeof name !== "string" || name === "") {
    throw problem(400, "Bad Request", "name is required");
  }
  return name;
}

function find({ params }: ApiRequest, store: Store): KvStore {
  const found = store.state.kvStores.find((s) => s.id === params.store);
  if (found === undefined) {
    throw problem(404, "Not Found", `store '${params.store}' not found`);
  }
  return found;
}

function missingKey(key: string): ApiError {
  return problem(404, "Not Found", `key '${key}' not found`);
}

/** KV stores format times as `2025-06-23 19:41:15`, unlike the other stores. */
function view({ id, name, created_at, updated_at }: KvStore) {
  const spaced = (time: string) => time.replace("T", " ").replace("Z", "");
  return { id, name, created_at: spaced(created_at), updated_at: spaced(updated_at) };
}
