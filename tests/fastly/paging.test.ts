import assert from "node:assert/strict";
import { LocalFastly } from "../../local/api";
import type { State } from "../../local/api/state";
import { emptyVersion } from "../../local/api/store";
import { findAclByName, readAclEntries } from "../../sdk/fastly/acls";
import { type FastlyClient, fastlyClient } from "../../sdk/fastly/client";
import { secretNames } from "../../sdk/fastly/contents";
import { readDomainCertificate } from "../../sdk/fastly/domainCertificates";
import { managedDomainsOf } from "../../sdk/fastly/domains";
import { readConfigStoreItems, readDictionaryItems } from "../../sdk/fastly/items";
import { kvKeys } from "../../sdk/fastly/kvItems";
import { listServices } from "../../sdk/fastly/service";
import { findStoreByName } from "../../sdk/fastly/stores";

/** More than two pages of Fastly have. */
const MANY = 2_100;
const AT = "2026-11-27T00:00:00Z";
const stamps = { created_at: AT, updated_at: AT };

function each<T>(make: (index: number) => T): T[] {
  return Array.from({ length: MANY }, (_, index) => make(index));
}

/** Each list, with enough in it that the local Fastly returns many pages. */
const LISTS: { of: string; state(): Partial<State>; read(client: FastlyClient): Promise<number> }[] = [
  {
    of: "services",
    state: () => ({ services: each(service) }),
    read: async (client) => (await listServices(client)).length,
  },
  {
    of: "items of a dictionary",
    state: () => ({
      services: [{ ...service(0), versions: [VERSION], dictionaryItems: { D: each((index) => item(`key-${index}`)) } }],
    }),
    read: async (client) => Object.keys(await readDictionaryItems(client, "S0", "D")).length,
  },
  {
    of: "items of a config store",
    state: () => ({ configStores: [{ id: "C", name: "c", ...stamps, items: each((index) => item(`key-${index}`)) }] }),
    read: async (client) => Object.keys(await readConfigStoreItems(client, "C")).length,
  },
  {
    of: "keys of a KV store",
    state: () => ({ kvStores: [{ ...kvStore(0), items: each((index) => kvItem(`key-${index}`)) }] }),
    read: async (client) => (await kvKeys(client, "K0")).length,
  },
  {
    of: "names of secrets",
    state: () => ({ secretStores: [{ id: "X", name: "x", created_at: AT, secrets: each(secret) }] }),
    read: async (client) => (await secretNames(client, "X")).length,
  },
  {
    of: "entries of an access list",
    state: () => ({ acls: [{ id: "A", name: "a", entries: each(entry) }] }),
    read: async (client) => (await readAclEntries(client, "A")).size,
  },
  {
    of: "access lists, by the name of the last",
    state: () => ({ acls: each((index) => ({ id: `A${index}`, name: `a-${index}`, entries: [] })) }),
    read: async (client) => number(await findAclByName(client, `a-${MANY - 1}`)),
  },
  {
    of: "KV stores, by the name of the last",
    state: () => ({ kvStores: each(kvStore) }),
    read: async (client) => number(await findStoreByName(client, "kv", `k-${MANY - 1}`)),
  },
  {
    of: "versionless domains of a service",
    state: () => ({
      services: [service(0)],
      managedDomains: each((index) => ({
        id: `M${index}`,
        fqdn: `d-${index}.example.com`,
        service_id: "S0",
        description: "",
        ...stamps,
      })),
    }),
    read: async (client) => (await managedDomainsOf(client, "S0")).length,
  },
];

/** The ids count from 0. */
const number = (id: string | undefined) => Number(id?.slice(1)) + 1;
const item = (item_key: string) => ({ item_key, item_value: "v", ...stamps });
const kvStore = (index: number) => ({ id: `K${index}`, name: `k-${index}`, location: null, items: [], ...stamps });
const kvItem = (key: string) => ({ key, value: "dg==", metadata: null, generation: 1 });
const secret = (index: number) => ({ name: `secret-${index}`, value: "dg==", digest: "ZA==", created_at: AT });
const entry = (index: number) => ({ prefix: `10.${index >> 8}.${index & 255}.0/24`, action: "BLOCK" });
const VERSION = {
  ...emptyVersion(1, stamps),
  dictionaries: [{ id: "D", name: "words", write_only: false, ...stamps }],
};
const service = (index: number) => ({
  id: `S${index}`,
  name: `s-${index}`,
  type: "wasm" as const,
  comment: "",
  deleted_at: null,
  versions: [],
  dictionaryItems: {},
  products: {},
  ...stamps,
});

describe("a list in several pages", () => {
  for (const { of, state, read } of LISTS) {
    it(`is read to its end: ${of}`, async () => {
      const fastly = await LocalFastly.start({ edge: false, state: state() });
      try {
        assert.equal(await read(fastlyClient(fastly.url, fastly.token)), MANY);
      } finally {
        await fastly.stop();
      }
    });
  }

  it("is read to its end: certificates, from an API that ignores the filter", async () => {
    const all = Array.from({ length: 250 }, (_, index) => ({
      relationships: { tls_domain: { data: { type: "tls_domain", id: `d-${index}.example.com` } } },
    }));
    const client: FastlyClient = {
      request: async (_, path) => {
        const query = new URLSearchParams(path.split("?")[1]);
        const [page, size] = ["page[number]", "page[size]"].map((name) => Number(query.get(name)));
        return { data: all.slice(((page ?? 1) - 1) * (size ?? 20), (page ?? 1) * (size ?? 20)) };
      },
    };
    assert.equal(await readDomainCertificate(client, "d-249.example.com"), "served");
  });
});
