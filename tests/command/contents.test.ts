import assert from "node:assert/strict";
import { LocalFastly } from "../../local/api";
import { contentsDiffering } from "../../sdk/command/contents";
import type { StateResource } from "../../sdk/command/exported";
import { type FastlyClient, fastlyClient } from "../../sdk/fastly/client";
import { sha256 } from "../../sdk/system/sha256";

describe("a comparison of KV items with the state", () => {
  let fastly: LocalFastly;
  let client: FastlyClient;
  let store: string;
  let now: Date;
  beforeEach(async () => {
    now = new Date("2026-11-27T00:00:00Z");
    fastly = await LocalFastly.start({ edge: false, now: () => now });
    client = fastlyClient(fastly.url, fastly.token);
    const made = await client.request("POST", "/resources/stores/kv", { json: { name: "pages" } });
    store = (made as { id: string }).id;
  });
  afterEach(() => fastly.stop());

  const put = (key: string, value: string, headers: Record<string, string> = {}) =>
    client.request("PUT", `/resources/stores/kv/${store}/keys/${key}`, { raw: value }, { headers });
  const differing = async (digests: Record<string, string>) => {
    const inputs = { storeId: store, digests };
    const resource = { type: "fastly-compute:index:KvStoreItems", urn: "urn", inputs } as unknown as StateResource;
    return (await contentsDiffering(resource, client)).map(({ text }) => text);
  };
  const page = (metadata?: string) =>
    [sha256("page"), ...(metadata === undefined ? [] : [`metadata ${sha256(metadata)}`])].join(", ");

  it("reports only differences of declared metadata", async () => {
    await put("index", "page", { metadata: "theirs" });
    assert.deepEqual(await differing({ index: page() }), []);
    assert.deepEqual(await differing({ index: page("theirs") }), []);
    assert.deepEqual(await differing({ index: page("ours") }), ["the KV store item index has other metadata"]);
    await put("index", "other", { metadata: "theirs" });
    assert.deepEqual(await differing({ index: page("ours") }), ["the KV store item index has another value"]);
    assert.deepEqual(await differing({ gone: page() }), ["the KV store item gone is missing"]);
  });

  it("ignores an item whose declared time to live has ended", async () => {
    await put("motd", "page", { time_to_live_sec: "60" });
    const digest = `${page()}, time to live 60`;
    assert.deepEqual(await differing({ motd: digest }), []);
    now = new Date("2026-11-27T00:01:01Z");
    assert.deepEqual(fastly.requests.at(-1)?.status, 200);
    await assert.rejects(client.request("GET", `/resources/stores/kv/${store}/keys/motd`), /404/);
    assert.deepEqual(await differing({ motd: digest }), []);
    assert.deepEqual(await differing({ motd: page() }), ["the KV store item motd is missing"]);
  });
});
