import { UPLOAD_BYTES } from "../body";
import { isBase64 } from "../fields";
import type { ApiRequest, ApiResponse } from "../http";
import { ApiError, noContent, ok, problem } from "../http";
import { cursorPage } from "../pages";
import { route } from "../router";
import type { KvItem, KvStore } from "../state";
import type { Store } from "../store";

const base = "/resources/stores/kv";
const pageSize = 1_000;

export const kvStoreRoutes = [
  route("GET", base, (request, store) => {
    const name = request.query.get("name");
    const stores = store.state.kvStores.filter((s) => name === null || s.name === name);
    const page = cursorPage(request, stores.map(view), pageSize);
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
    if (kvStore.items.length > 0) {
      throw problem(409, "Conflict", `store '${kvStore.id}' is not empty`);
    }
    store.refuseLinked(kvStore.id, "KV store");
    store.state.kvStores.splice(store.state.kvStores.indexOf(kvStore), 1);
    return noContent();
  }),
  route("GET", `${base}/:store/keys`, (request, store) => {
    const prefix = request.query.get("prefix");
    const keys = find(request, store).items.map((item) => item.key);
    const page = cursorPage(request, keys.filter((key) => key.startsWith(prefix ?? "")).sort(), pageSize);
    const consistency = request.query.get("consistency") === "eventual" ? { consistency: "eventual" } : {};
    return ok({ ...page, meta: { ...page.meta, ...(prefix !== null && { prefix }), ...consistency } });
  }),
  route("GET", `${base}/:store/keys/:key`, readKey),
  route("HEAD", `${base}/:store/keys/:key`, readKey),
  { ...route("PUT", `${base}/:store/keys/:key`, writeKey), anyBody: true, maxBytes: UPLOAD_BYTES },
  route("DELETE", `${base}/:store/keys/:key`, (request, store) => {
    const { items } = find(request, store);
    const key = request.params.key ?? "";
    const item = items.find((i) => i.key === key);
    if (item === undefined && request.query.get("force") !== "true") {
      throw missingKey(key);
    }
    refuseOtherGeneration(request, item);
    if (item !== undefined) {
      items.splice(items.indexOf(item), 1);
    }
    return noContent();
  }),
  // One JSON object per line: {"key":"k","value":"<base64>","metadata":"…"}
  {
    ...route("PUT", `${base}/:store/batch`, (request, store) => {
      const { items } = find(request, store);
      const lines = request.raw
        .toString("utf8")
        .split("\n")
        .filter((line) => line.trim() !== "");
      const entries = lines.map(batchLine);
      for (const { key, metadata } of entries) {
        itemKey(key);
        refuseLongMetadata(metadata ?? null);
      }
      for (const { key, value, metadata } of entries) {
        put(items, key, Buffer.from(value, "base64"), metadata ?? null);
      }
      return ok({ type: "", title: "success", errors: [] });
    }),
    maxBytes: UPLOAD_BYTES,
  },
];

function readKey(request: ApiRequest, store: Store): ApiResponse {
  const key = request.params.key ?? "";
  const item = find(request, store).items.find((i) => i.key === key);
  if (item === undefined) {
    throw missingKey(key);
  }
  return {
    status: 200,
    body: Buffer.from(item.value, "base64"),
    headers: {
      "content-type": "application/octet-stream",
      generation: String(item.generation),
      metadata: Buffer.from(item.metadata ?? "").toString("latin1"),
    },
  };
}

function writeKey(request: ApiRequest, store: Store): ApiResponse {
  const { items } = find(request, store);
  const key = itemKey(request.params.key ?? "");
  const old = items.find((i) => i.key === key);
  if (old !== undefined && request.query.get("add") === "true") {
    throw new ApiError(412, undefined);
  }
  refuseOtherGeneration(request, old);
  const before = Buffer.from(old?.value ?? "", "base64");
  // What is in a header has one byte for each character; the text is in UTF-8.
  const given = request.headers.metadata;
  const metadata = given === undefined || given === "" ? null : Buffer.from(given, "latin1").toString("utf8");
  refuseLongMetadata(metadata);
  if (request.query.get("append") === "true") {
    put(items, key, Buffer.concat([before, request.raw]), metadata);
  } else if (request.query.get("prepend") === "true") {
    put(items, key, Buffer.concat([request.raw, before]), metadata);
  } else {
    put(items, key, request.raw, metadata);
  }
  return { status: 200 };
}

function refuseOtherGeneration(request: ApiRequest, item: KvItem | undefined): void {
  const wanted = request.headers["if-generation-match"];
  if (wanted !== undefined && wanted !== String(item?.generation ?? 0)) {
    throw new ApiError(412, undefined);
  }
}

const LONGEST_KEY = 1_024;
const LONGEST_METADATA = 2_000;

/** As documented of keys: https://www.fastly.com/documentation/guides/concepts/edge-state/data-stores/#kv-stores. */
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

function put(items: KvItem[], key: string, value: Buffer, metadata: string | null): void {
  const old = items.find((i) => i.key === key);
  const item = { key, value: value.toString("base64"), metadata, generation: (old?.generation ?? 0) + 1 };
  items.splice(old === undefined ? items.length : items.indexOf(old), 1, item);
}

function batchLine(line: string): { key: string; value: string; metadata?: string } {
  try {
    const entry = JSON.parse(line);
    if (typeof entry.key === "string" && isBase64(entry.value) && isMetadata(entry.metadata)) {
      return entry;
    }
  } catch {
    // Refused below, like a line of another shape.
  }
  throw problem(
    400,
    "Bad Request",
    "each line of a batch must be an object with a key, a base64 value, and metadata of one line if any",
  );
}

/** It comes back as a header, in which there are no control characters. */
function isMetadata(metadata: unknown): boolean {
  return metadata === undefined || metadata === null || (typeof metadata === "string" && !/\p{Cc}/u.test(metadata));
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

/** KV stores write times as `2025-06-23 19:41:15`, unlike the other stores. */
function view({ id, name, created_at, updated_at }: KvStore) {
  const spaced = (time: string) => time.replace("T", " ").replace("Z", "");
  return { id, name, created_at: spaced(created_at), updated_at: spaced(updated_at) };
}
