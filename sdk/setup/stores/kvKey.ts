import type { Explanation } from "../../errors/explanation";
import { setupError } from "../errors";
import { LOST_KEY } from "../items";

/** Fastly's documented limit, in bytes of UTF-8. */
const LONGEST_KEY = 1024;

/** The problem of a key of a KV store. Undefined when there is none. */
export function kvKeyProblem(store: string, key: string): Explanation | undefined {
  if (key === LOST_KEY) {
    return setupError.explain("key-lost", { noun: "KV store", name: store, key });
  }
  const length = Buffer.byteLength(key);
  if (length === 0 || length > LONGEST_KEY) {
    const facts = { noun: "KV store", name: store, length, unit: "bytes", start: key.slice(0, 40), limit: LONGEST_KEY };
    return setupError.explain("key-length", facts);
  }
  return /^\.{1,2}$|^\.well-known\/acme-challenge\/|[#;?^|\r\n]/.test(key)
    ? setupError.explain("kv-key-unfit", { store, key: key.slice(0, 60) })
    : undefined;
}
