import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { type FastlyClient, fastlyClient } from "../../sdk/fastly/client";
import { CONFIG_CONTENTS, type ContentWriter, SECRET_CONTENTS } from "../../sdk/fastly/contents";
import { KV_CONTENTS } from "../../sdk/fastly/kvItems";
import { fastlyOfEachTest } from "../support/suite";

describe("the contents of a store", () => {
  const api = fastlyOfEachTest();
  let client: FastlyClient;
  let ids: Record<"kv" | "config" | "secret", string>;

  beforeEach(async () => {
    client = fastlyClient(api.url, api.token);
    const make = async (kind: string, body: Parameters<FastlyClient["request"]>[2]) =>
      ((await client.request("POST", `/resources/stores/${kind}`, body)) as { id: string }).id;
    ids = {
      kv: await make("kv", { json: { name: "kv" } }),
      config: await make("config", { form: { name: "config" } }),
      secret: await make("secret", { json: { name: "secret" } }),
    };
    api.clearRequests();
  });

  const entriesOf = (values: Record<string, string | Buffer>) =>
    Object.entries(values).map(([key, value]) => ({ key, value: async () => value }));
  const many = (count: number, value = "value") =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`key ${index}`, `${value} ${index}`]));
  const writes = () => api.requests.filter(({ method }) => method !== "GET");

  for (const [kind, writer] of [
    ["kv", KV_CONTENTS],
    ["config", CONFIG_CONTENTS],
    ["secret", SECRET_CONTENTS],
  ] as [keyof typeof ids, ContentWriter][]) {
    it(`are written and removed: ${kind}`, async () => {
      await writer.write(client, ids[kind], entriesOf({ a: "1", b: "ü" }));
      await writer.write(client, ids[kind], entriesOf({ b: "2" }));
      await writer.remove(client, ids[kind], ["a", "never there"]);
      deepEqual(api.stores()[kind][kind], { b: "2" });
    });
  }

  it("are written one by one when they are few, without reading them first", async () => {
    await KV_CONTENTS.write(client, ids.kv, entriesOf(many(20)));
    deepEqual(new Set(api.requests.map(({ method }) => method)), new Set(["PUT"]));
    equal(api.requests.length, 20);
  });

  it("are written in batches when they are many", async () => {
    await KV_CONTENTS.write(client, ids.kv, entriesOf(many(5_000)));
    deepEqual(api.stores().kv.kv, many(5_000));
    equal(writes().length, 20);
    equal(api.requests.length, 21);
  });

  it("are written in batches of up to eight megabytes, and a larger item alone", async () => {
    const parts = Object.fromEntries(
      ["a", "b", "c", "d", "e", "f", "g", "h"].map((key) => [key, Buffer.alloc(900_000, key)]),
    );
    const values = { ...many(30), empty: "", large: Buffer.alloc(1_500_000, "x"), ...parts };
    await KV_CONTENTS.write(client, ids.kv, entriesOf(values));
    deepEqual(
      writes()
        .map(({ path }) => path.split("/").slice(5).join("/"))
        .sort(),
      ["batch", "batch", "keys/large"],
    );
    equal(api.stores().kv.kv?.large?.length, 1_500_000);
    equal(api.stores().kv.kv?.empty, "");
  });

  for (const [what, fault] of [
    ["a limit", { status: 429, headers: { "fastly-ratelimit-reset": String(Date.now() / 1000 + 3_000) } }],
    ["a limit without an end", { status: 429 }],
    ["an outage", { status: 503 }],
    ["a connection that is cut", "lost"],
  ] as const) {
    it(`are written from where an earlier run stopped: by ${what}`, async () => {
      // Each run can send this many requests before Fastly accepts no more.
      const runs: number[] = [];
      for (let run = 1; run <= 10; run++) {
        api.clearRequests();
        const undo = api.inject({ method: "PUT", path: /\/kv\//, skip: 5, times: Infinity, fault });
        const end = await KV_CONTENTS.write(client, ids.kv, entriesOf(many(1_500))).catch((error) => error);
        undo();
        runs.push(writes().filter(({ status }) => status === 200).length);
        if (end === undefined) {
          break;
        }
        match(end.message, /^Fastly answered (429|503) to PUT|was not answered \(5 times\)/);
      }
      deepEqual(api.stores().kv.kv, many(1_500));
      equal(runs[0], 5);
      ok(runs.length <= 3 + 1, `${runs.length} runs`);
    });
  }

  it("are written again at the time that Fastly names, and are complete after one run", async () => {
    api.inject({
      method: "PUT",
      path: /\/kv\//,
      skip: 2,
      times: 5,
      fault: { status: 429, headers: { "retry-after": "1" } },
    });
    await KV_CONTENTS.write(client, ids.kv, entriesOf(many(1_000)));
    deepEqual(api.stores().kv.kv, many(1_000));
  });

  it("fail when Fastly accepts only a part of a batch, although it answers with success", async () => {
    const body = { type: "", title: "success", errors: [{ detail: "key not allowed" }] };
    api.inject({ method: "PUT", path: /batch$/, fault: { status: 200, body } });
    await rejects(KV_CONTENTS.write(client, ids.kv, entriesOf(many(30))), {
      code: "batch-refused-in-part",
      problem: /^Fastly did not accept 1 of the 30 items of PUT \/resources\/stores\/kv\/\w+\/batch$/,
    });
  });

  it("are complete although one of many requests is limited", async () => {
    for (let skip = 0; skip < 40; skip += 13) {
      api.inject({ method: "PUT", path: /keys/, skip, fault: { status: 429 } });
    }
    const large = Object.fromEntries(
      Array.from({ length: 40 }, (_, index) => [`large ${index}`, Buffer.alloc(1_000_001, String(index))]),
    );
    await KV_CONTENTS.write(client, ids.kv, entriesOf(large));
    equal(Object.keys(api.stores().kv.kv ?? {}).length, 40);
  });

  it("wait together for the end of a limit, and send no request before it", async () => {
    const reset = Date.now() + 1_500;
    const headers = { "retry-after": new Date(reset).toUTCString(), "fastly-ratelimit-remaining": "0" };
    // HTTP times are in seconds.
    const ends = Date.parse(headers["retry-after"]);
    api.inject({ method: "PUT", path: /keys/, times: 8, fault: { status: 429, headers } });
    await KV_CONTENTS.write(client, ids.kv, entriesOf(many(16)));
    ok(Date.now() >= ends);
    // The first eight at once, then all of them again, and then the other eight.
    equal(writes().length, 24);
  });

  it("have metadata and a time to live, in single writes and in batches", async () => {
    const items = (count: number) =>
      Array.from({ length: count }, (_, index) => ({
        key: `key ${index}`,
        value: async () => "value",
        metadata: async () => `naïve ${index}`,
        timeToLive: 60,
      }));
    for (const count of [2, 30]) {
      await KV_CONTENTS.write(client, ids.kv, items(count));
      const [store] = api.state().kvStores;
      equal(store?.items.length, count);
      for (const [index, { metadata, expires_at }] of (store?.items ?? []).entries()) {
        equal(metadata, `naïve ${index}`);
        ok(Date.parse(expires_at ?? "") > Date.now());
      }
    }
  });

  it("are written again when only their metadata differs", async () => {
    const items = (metadata: string) =>
      Object.keys(many(30)).map((key) => ({ key, value: async () => "value", metadata: async () => metadata }));
    await KV_CONTENTS.write(client, ids.kv, items("one"));
    api.clearRequests();
    await KV_CONTENTS.write(client, ids.kv, items("one"));
    equal(writes().length, 0);
    await KV_CONTENTS.write(client, ids.kv, items("two"));
    equal(writes().length, 1);
    equal(api.state().kvStores[0]?.items[0]?.metadata, "two");
  });

  it("are looked up before a deletion of many, and only existing ones are deleted", async () => {
    await KV_CONTENTS.write(client, ids.kv, entriesOf(many(5)));
    api.clearRequests();
    await KV_CONTENTS.remove(client, ids.kv, Object.keys(many(100)));
    equal(writes().length, 5);
    deepEqual(api.stores().kv.kv, {});
  });

  it("of a config store are deleted by one request, even if some are missing", async () => {
    await CONFIG_CONTENTS.write(client, ids.config, entriesOf(many(50)));
    api.clearRequests();
    await CONFIG_CONTENTS.remove(client, ids.config, [...Object.keys(many(40)), "never there"]);
    equal(writes().length, 1);
    equal(Object.keys(api.stores().config.config ?? {}).length, 10);
  });

  it("begin no new writes after a failure", async () => {
    api.inject({ method: "PUT", path: /\/secret\//, times: Infinity, fault: { status: 403 } });
    await rejects(SECRET_CONTENTS.write(client, ids.secret, entriesOf(many(100))), /Fastly answered 403/);
    ok(api.requests.length <= 16, `${api.requests.length} requests`);
  });
});
