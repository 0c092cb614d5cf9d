import { sha256 } from "pulumi-fastly-compute/internal";
import type { Fields } from "../http";
import { badRequest, duplicate, notFound } from "../http";
import type { DictionaryItem } from "../state";
import type { Store } from "../store";

const maxKeyLength = 256;
const maxValueLength = 8_000;
const maxBatch = 1_000;

/** The words for a collection of items in errors. */
export interface ItemWords {
  duplicateOf: string;
  missing(key: string): Error;
}

/** Items of dictionaries and config stores: both have the same shape and the same batch of changes. */
export function newItem(key: string, value: unknown, store: Store): DictionaryItem {
  return { item_key: checkedKey(key), item_value: checkedValue(value), ...store.stamps() };
}

export function changedItem(item: DictionaryItem, value: unknown, store: Store): DictionaryItem {
  return { ...item, item_value: checkedValue(value), updated_at: store.now() };
}

/** The items after a batch. Throws without a change when one of its operations is refused. */
export function applyBatch(
  items: readonly DictionaryItem[],
  fields: Fields,
  store: Store,
  words: ItemWords,
): DictionaryItem[] {
  if (!Array.isArray(fields.items)) {
    throw badRequest("Items must be a list");
  }
  if (fields.items.length > maxBatch) {
    throw badRequest(`Batch operations are limited to ${maxBatch} items`);
  }
  const result = new Map(items.map((item) => [item.item_key, item]));
  for (const operation of fields.items as unknown[]) {
    applyOperation(result, operation, store, words);
  }
  return [...result.values()];
}

function applyOperation(items: Map<string, DictionaryItem>, operation: unknown, store: Store, words: ItemWords): void {
  const { op, item_key, item_value } = (operation ?? {}) as Fields;
  const key = checkedKey(item_key);
  const existing = items.get(key);
  if (op === "create" && existing !== undefined) {
    throw duplicate(words.duplicateOf, key);
  }
  if ((op === "update" || op === "delete") && existing === undefined) {
    throw words.missing(key);
  }
  switch (op) {
    case "create":
    case "update":
    case "upsert":
      items.set(
        key,
        existing === undefined ? newItem(key, item_value, store) : changedItem(existing, item_value, store),
      );
      return;
    case "delete":
      items.delete(key);
      return;
    default:
      throw badRequest(`Unknown operation '${String(op)}'`);
  }
}

function checkedKey(key: unknown): string {
  if (typeof key !== "string" || key === "") {
    throw badRequest("Item key can't be blank");
  }
  if (key.length > maxKeyLength) {
    throw badRequest(`Item key is too long (maximum is ${maxKeyLength} characters)`);
  }
  return key;
}

function checkedValue(value: unknown): string {
  const text = value == null ? "" : String(value);
  if (text.length > maxValueLength) {
    throw badRequest(`Item value is too long (maximum is ${maxValueLength} characters)`);
  }
  return text;
}

export function findItem(items: readonly DictionaryItem[], key: string, words: ItemWords): DictionaryItem {
  const item = items.find((i) => i.item_key === key);
  if (item === undefined) {
    throw words.missing(key);
  }
  return item;
}

export function contentsDigest(items: readonly DictionaryItem[]): string {
  const sorted = items.map((item) => [item.item_key, item.item_value]).sort();
  return sha256(JSON.stringify(sorted));
}

export function missingRecord(): Error {
  return notFound();
}
