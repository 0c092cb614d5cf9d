import { readAclEntries } from "../fastly/acls";
import type { FastlyClient } from "../fastly/client";
import { secretNames } from "../fastly/contents";
import { readConfigStoreItems } from "../fastly/items";
import { kvKeys, readKvItem } from "../fastly/kvItems";
import { inParallel } from "../fastly/lanes";
import { KINDS } from "../setup/kinds";
import { digestsIn, readDigest, shortDigest } from "../setup/stores/digests";
import { sha256 } from "../system/sha256";
import type { Difference } from "./differences";
import type { StateResource } from "./exported";

/** Of a KV store with more declared items only the keys are compared: each value is a request, of up to 25 MB. */
const MOST_VALUES = 1000;

/** What is under a key, as short digests. */
interface Live {
  value: string;
  metadata?: string;
}

/** What a store has under each of these keys; undefined where nobody can tell. */
type Reader = (client: FastlyClient, store: string, keys: string[]) => Promise<Map<string, Live | undefined>>;

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
  "fastly-compute:index:AclEntries": {
    noun: KINDS.acls.noun,
    read: async (client, list) =>
      new Map([...(await readAclEntries(client, list))].map(([cidr, action]) => [cidr, { value: action }])),
  },
};

function digests(items: [key: string, value: string | Buffer][]): Map<string, Live> {
  return new Map(items.map(([key, value]) => [key, { value: shortDigest(sha256(value)) }]));
}

async function readKv(client: FastlyClient, store: string, keys: string[]): Promise<Map<string, Live | undefined>> {
  const there = new Set(await kvKeys(client, store));
  const present = keys.filter((key) => there.has(key));
  const found = new Map<string, Live | undefined>(present.map((key) => [key, undefined]));
  if (keys.length <= MOST_VALUES) {
    await inParallel(present, async (key) => {
      const item = await readKvItem(client, store, key);
      const metadata = item?.metadata ? { metadata: shortDigest(sha256(item.metadata)) } : {};
      found.set(key, item && { value: shortDigest(item.sha256), ...metadata });
    });
  }
  return found;
}

/** What of the declared contents of one store is otherwise; what others wrote there is theirs. */
export async function contentsDiffering(
  { type, inputs = {} }: StateResource,
  client: FastlyClient,
): Promise<Difference[]> {
  const reader = Object.hasOwn(READERS, type) ? READERS[type] : undefined;
  const { storeId } = inputs;
  if (reader === undefined || typeof storeId !== "string") {
    return [];
  }
  const declared = digestsIn(inputs);
  const live = await reader.read(client, storeId, [...declared.keys()]);
  const kind = `${reader.noun} item`;
  return [...declared].flatMap(([name, digest]): Difference[] => {
    const wanted = typeof digest === "string" ? readDigest(digest) : undefined;
    const now = live.get(name);
    if (!live.has(name)) {
      // What has a time to live is forgotten as it was declared.
      return wanted?.timeToLive === undefined
        ? [{ kind, name, what: "missing", settings: [], text: `the ${kind} ${name} is missing` }]
        : [];
    }
    if (now === undefined || wanted === undefined) {
      return [];
    }
    const settings = (["value", "metadata"] as const).filter((each) => wanted[each] !== now[each]);
    // Metadata that nobody declares are not ours.
    const differing = settings.filter((each) => each === "value" || wanted.metadata !== undefined);
    const text = `the ${kind} ${name} has ${differing.includes("value") ? "another value" : "other metadata"}`;
    return differing.length === 0 ? [] : [{ kind, name, what: "changed", settings: differing, text }];
  });
}
