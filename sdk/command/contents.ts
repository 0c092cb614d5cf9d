import { readAclEntries } from "../fastly/acls";
import type { FastlyClient } from "../fastly/client";
import { kvKeys, readKvValue, secretNames } from "../fastly/contents";
import { readConfigStoreItems } from "../fastly/items";
import { KINDS } from "../setup/kinds";
import { sha256 } from "../setup/stores/contents";
import type { Difference } from "./differences";
import { ENCRYPTED, type StateResource } from "./exported";

/** Of a KV store with more declared items only the keys are compared: each value is a request, of up to 25 MB. */
const MOST_VALUES = 200;

/** What a store has under each of these keys, as a digest; undefined where nobody can tell. */
type Reader = (client: FastlyClient, store: string, keys: string[]) => Promise<Map<string, string | undefined>>;

/** How each kind of contents is read that the provider does not manage, by the type of the component that stands for it. */
const READERS: Record<string, { noun: string; read: Reader }> = {
  "fastly-compute:index:ConfigStoreItems": {
    noun: KINDS.configStores.noun,
    read: async (client, store) => digests(Object.entries(await readConfigStoreItems(client, store))),
  },
  "fastly-compute:index:KvStoreItems": { noun: KINDS.kvStores.noun, read: readKv },
  "fastly-compute:index:SecretStoreEntries": {
    noun: KINDS.secretStores.noun,
    read: async (client, store) => new Map((await secretNames(client, store)).map((name) => [name, undefined])),
  },
  "fastly-compute:index:AclEntries": { noun: KINDS.acls.noun, read: (client, list) => readAclEntries(client, list) },
};

function digests(items: [key: string, value: string | Buffer][]): Map<string, string> {
  return new Map(items.map(([key, value]) => [key, sha256(value)]));
}

async function readKv(client: FastlyClient, store: string, keys: string[]): Promise<Map<string, string | undefined>> {
  const there = new Set(await kvKeys(client, store));
  const found = new Map<string, string | undefined>();
  for (const key of keys.filter((each) => there.has(each))) {
    const value = keys.length > MOST_VALUES ? undefined : await readKvValue(client, store, key);
    found.set(key, value && sha256(value));
  }
  return found;
}

/** What of the declared contents of one store is otherwise; what others wrote there is theirs. */
export async function contentsDiffering(
  { type, inputs = {} }: StateResource,
  client: FastlyClient,
): Promise<Difference[]> {
  const reader = Object.hasOwn(READERS, type) ? READERS[type] : undefined;
  const { storeId, digests: declared } = inputs as { storeId?: unknown; digests?: Record<string, unknown> | symbol };
  if (reader === undefined || typeof storeId !== "string" || typeof declared !== "object") {
    return [];
  }
  const live = await reader.read(client, storeId, Object.keys(declared));
  const kind = `${reader.noun} item`;
  return Object.entries(declared).flatMap(([name, wanted]): Difference[] => {
    const now = live.get(name);
    if (!live.has(name)) {
      return [{ kind, name, what: "missing", settings: [], text: `the ${kind} ${name} is missing` }];
    }
    return now === undefined || wanted === ENCRYPTED || wanted === now
      ? []
      : [{ kind, name, what: "changed", settings: ["value"], text: `the ${kind} ${name} has another value` }];
  });
}
