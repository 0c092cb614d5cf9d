import assert from "node:assert/strict";
import { computeService, eachTest } from "./helpers";

const now = "2026-11-21T01:02:03Z";
const options = { newId: (kind: string) => `${kind}-1`, now: () => new Date(now) };

describe("config stores", () => {
  const t = eachTest(options);
  const base = "/resources/stores/config";
  const stamps = { created_at: now, updated_at: now, deleted_at: null };

  it("are created, listed, found by name, renamed and deleted", async () => {
    const store = { id: "config-store-1", name: "cfg", ...stamps };
    const { status, body } = await t.form(`POST ${base}`, { name: "cfg" });
    assert.equal(status, 200);
    assert.deepEqual(body, store);
    assert.deepEqual((await t.form(`GET ${base}/config-store-1`)).body, store);
    assert.deepEqual((await t.form(`GET ${base}?name=cfg`)).body, [store]);
    assert.deepEqual((await t.form(`GET ${base}?name=other`)).body, []);
    assert.equal((await t.form(`PUT ${base}/config-store-1`, { name: "new" })).body.name, "new");
    assert.deepEqual((await t.form(`DELETE ${base}/config-store-1`)).body, { status: "ok" });
    const gone = await t.form(`GET ${base}/config-store-1`);
    assert.equal(gone.status, 404);
    assert.deepEqual(gone.body, { msg: "Record not found" });
  });

  it("have unique names", async () => {
    await t.form(`POST ${base}`, { name: "cfg" });
    assert.equal((await t.form(`POST ${base}`, { name: "cfg" })).status, 409);
  });

  it("hold items, changed in batches or one by one", async () => {
    await t.form(`POST ${base}`, { name: "cfg" });
    const store = `${base}/config-store-1`;
    await t.json(`PATCH ${store}/items`, { items: [{ op: "create", item_key: "a", item_value: "1" }] });
    await t.form(`PUT ${store}/item/b`, { Key: "b", StoreID: "x", Upsert: "true", item_value: "2" });
    await t.form(`PATCH ${store}/item/b`, { item_value: "3" });
    assert.equal((await t.form(`PATCH ${store}/item/c`, { item_value: "3" })).status, 404);
    await t.form(`POST ${store}/item`, { item_key: "d", item_value: "4" });
    await t.form(`DELETE ${store}/item/a`);
    assert.deepEqual((await t.form(`GET ${store}/items`)).body, [
      { item_key: "b", item_value: "3", store_id: "config-store-1", ...stamps },
      { item_key: "d", item_value: "4", store_id: "config-store-1", ...stamps },
    ]);
    assert.deepEqual((await t.form(`GET ${store}/info`)).body, { item_count: 2 });
    assert.deepEqual(t.api.stores().config, { cfg: { b: "3", d: "4" } });
  });
});

describe("KV stores", () => {
  const t = eachTest(options);
  const base = "/resources/stores/kv";
  const store = `${base}/kv-store-1`;
  const view = { id: "kv-store-1", name: "kv", created_at: "2026-11-21 01:02:03", updated_at: "2026-11-21 01:02:03" };

  beforeEach(() => t.json(`POST ${base}?location=EU`, { name: "kv" }));

  it("are created with 201, and have unique names", async () => {
    assert.deepEqual((await t.json(`GET ${base}`)).body, { data: [view], meta: { limit: 1000, total: 1 } });
    assert.equal(t.api.state().kvStores[0]?.location, "EU");
    const { status, body } = await t.json(`POST ${base}`, { name: "kv" });
    assert.equal(status, 409);
    assert.deepEqual([body.title, body.detail], ["Conflict", "store with name 'kv' already exists"]);
    assert.equal((await t.json(`POST ${base}`, { name: "other" })).status, 201);
  });

  it("hold any bytes under any key", async () => {
    const bytes = Buffer.from([0, 255, 10, 13]);
    for (const key of ["plain", "a/b c", "__proto__", "ü"]) {
      await t.json(`PUT ${store}/keys/${encodeURIComponent(key)}`, bytes);
      const response = await fetch(`${t.api.url}${store}/keys/${encodeURIComponent(key)}`, {
        headers: { "Fastly-Key": "x" },
      });
      assert.deepEqual(Buffer.from(await response.arrayBuffer()), bytes);
    }
    const { body } = await t.json(`GET ${store}/keys?consistency=strong`);
    assert.deepEqual(body, { data: ["__proto__", "a/b c", "plain", "ü"], meta: { limit: 1000 } });
  });

  it("list their keys in pages and by prefix", async () => {
    for (const key of ["b1", "a1", "a2", "a3"]) {
      await t.json(`PUT ${store}/keys/${key}`, "v");
    }
    const first = (await t.json(`GET ${store}/keys?limit=2&prefix=a`)).body;
    assert.deepEqual(first.data, ["a1", "a2"]);
    const second = (await t.json(`GET ${store}/keys?limit=2&prefix=a&cursor=${first.meta.next_cursor}`)).body;
    assert.deepEqual(second, { data: ["a3"], meta: { limit: 2, prefix: "a" } });
  });

  it("append, prepend, refuse to overwrite, and check generations", async () => {
    const key = `${store}/keys/k`;
    await t.json(`PUT ${key}`, "1", { metadata: "m" });
    await t.json(`PUT ${key}?append=true`, "2");
    await t.json(`PUT ${key}?prepend=true`, "0");
    assert.deepEqual(t.api.stores().kv, { kv: { k: "012" } });
    assert.equal((await t.json(`PUT ${key}?add=true`, "x")).status, 412);
    const generation = (await t.json(`GET ${key}`)).headers.get("generation") ?? "";
    assert.equal((await t.json(`PUT ${key}`, "x", { "if-generation-match": "999" })).status, 412);
    assert.equal((await t.json(`PUT ${key}`, "x", { "if-generation-match": generation })).status, 200);
  });

  it("give metadata of any script back, and refuse invalid metadata", async () => {
    const batch = (metadata: unknown) =>
      t.json(`PUT ${store}/batch`, JSON.stringify({ key: "k", value: "MQ==", metadata }));
    assert.equal((await batch("naïve 日本 🎉")).status, 200);
    const { status, headers } = await t.json(`GET ${store}/keys/k`);
    assert.equal(status, 200);
    assert.equal(Buffer.from(headers.get("metadata") ?? "", "latin1").toString("utf8"), "naïve 日本 🎉");
    await t.json(`PUT ${store}/keys/k`, "1", { metadata: Buffer.from("日本").toString("latin1") });
    const again = await t.json(`GET ${store}/keys/k`);
    assert.equal(Buffer.from(again.headers.get("metadata") ?? "", "latin1").toString("utf8"), "日本");
    for (const metadata of ["a\nb", "\u0000", 7, {}, []]) {
      assert.equal((await batch(metadata)).status, 400);
    }
  });

  it("take a batch of lines", async () => {
    const lines = '{"key":"a","value":"MQ=="}\n{"key":"b","value":"Mg=="}\n';
    assert.equal((await t.json(`PUT ${store}/batch`, lines)).body.title, "success");
    assert.deepEqual(t.api.stores().kv, { kv: { a: "1", b: "2" } });
    assert.equal((await t.json(`PUT ${store}/batch`, '{"key":"c","value":"MQ=="}\n{}')).status, 400);
    assert.deepEqual(t.api.stores().kv, { kv: { a: "1", b: "2" } });
  });

  it("must be empty to be deleted", async () => {
    await t.json(`PUT ${store}/keys/k`, "v");
    assert.equal((await t.json(`DELETE ${store}`)).status, 409);
    assert.equal((await t.json(`DELETE ${store}/keys/k`)).status, 204);
    assert.equal((await t.json(`DELETE ${store}/keys/k`)).status, 404);
    assert.equal((await t.json(`DELETE ${store}/keys/k?force=true`)).status, 204);
    assert.equal((await t.json(`DELETE ${store}`)).status, 204);
    assert.equal((await t.json(`GET ${store}`)).status, 404);
  });
});

describe("secret stores", () => {
  const t = eachTest(options);
  const base = "/resources/stores/secret";
  const store = `${base}/secret-store-1`;
  const secret = Buffer.from("hunter2").toString("base64");

  beforeEach(() => t.json(`POST ${base}`, { name: "keys" }));

  it("keep a secret, and answers only have its digest", async () => {
    const { status, body } = await t.json(`POST ${store}/secrets`, { name: "k", secret });
    assert.equal(status, 200);
    assert.deepEqual(Object.keys(body), ["name", "digest", "created_at"]);
    const answers = [
      await t.json(`GET ${store}/secrets`),
      await t.json(`GET ${store}/secrets/k`),
      await t.json(`GET ${store}`),
      await t.json(`GET ${base}`),
    ];
    assert.deepEqual(answers[0]?.body, { data: [body], meta: { limit: 10 } });
    assert.deepEqual(answers[1]?.body, body);
    const all = JSON.stringify(answers.map((a) => a.body));
    assert.equal(all.includes(secret) || all.includes("hunter2"), false);
    assert.deepEqual(t.api.stores().secret, { keys: { k: "hunter2" } });
  });

  it("give a secret a new digest only when its value changes", async () => {
    const { body: first } = await t.json(`POST ${store}/secrets`, { name: "k", secret });
    const { body: same } = await t.json(`PUT ${store}/secrets`, { name: "k", secret });
    assert.deepEqual([same.digest, same.recreated], [first.digest, true]);
    const { body: other } = await t.json(`PATCH ${store}/secrets`, { name: "k", secret: "b3RoZXI=" });
    assert.notEqual(other.digest, first.digest);
  });

  it("refuse to create a secret twice, and to recreate a missing one", async () => {
    await t.json(`POST ${store}/secrets`, { name: "k", secret });
    assert.equal((await t.json(`POST ${store}/secrets`, { name: "k", secret })).status, 409);
    assert.equal((await t.json(`PATCH ${store}/secrets`, { name: "nope", secret })).status, 404);
    assert.equal((await t.json(`PUT ${store}/secrets`, { name: "new", secret })).status, 200);
    assert.equal((await t.json(`DELETE ${store}/secrets/k`)).status, 204);
    assert.equal((await t.json(`DELETE ${store}/secrets/k`)).status, 404);
  });

  it("have unique names and are deleted with 204", async () => {
    assert.equal((await t.json(`POST ${base}`, { name: "keys" })).status, 409);
    assert.equal((await t.json(`DELETE ${store}`)).status, 204);
    assert.equal((await t.json(`GET ${store}`)).status, 404);
  });
});

describe("resource links", () => {
  const t = eachTest(options);
  const links = "/service/service-1/version/1/resource";

  const resources: [string, string, string][] = [
    ["/resources/stores/config", "config-store-1", "config"],
    ["/resources/stores/kv", "kv-store-1", "object-store"],
    ["/resources/stores/secret", "secret-store-1", "secret-store"],
    ["/resources/acls", "acl-1", "acl"],
  ];
  for (const [path, id, type] of resources) {
    it(`link ${path} under the name that the code uses`, async () => {
      await computeService(t.form);
      await (type === "config" ? t.form : t.json)(`POST ${path}`, { name: "prod-things" });
      const { status, body } = await t.form(`POST ${links}`, { name: "things", resource_id: id });
      assert.equal(status, 200);
      assert.deepEqual(body, {
        id: "link-1",
        name: "things",
        resource_id: id,
        resource_type: type,
        href: null,
        service_id: "service-1",
        version: 1,
        created_at: now,
        updated_at: now,
        deleted_at: null,
      });
      assert.deepEqual((await t.form(`GET ${links}`)).body, [body]);
      assert.equal((await t.form(`POST ${links}`, { name: "things", resource_id: id })).status, 409);
      assert.equal((await t.form(`PUT ${links}/link-1`, { name: "renamed" })).body.name, "renamed");
      assert.deepEqual((await t.form(`DELETE ${links}/link-1`)).body, { status: "ok" });
      const gone = await t.form(`DELETE ${links}/link-1`);
      assert.equal(gone.status, 404);
      assert.match(gone.body.detail, /^Couldn't find Link '\{ deleted => 0000-00-00 00:00:00, id => link-1, /);
    });
  }

  it("take the resource's name when they have no name, and refuse a missing resource", async () => {
    await computeService(t.form);
    await t.form("POST /resources/stores/config", { name: "cfg" });
    assert.equal((await t.form(`POST ${links}`, { resource_id: "config-store-1" })).body.name, "cfg");
    assert.equal((await t.form(`POST ${links}`, { name: "x", resource_id: "nope" })).status, 400);
  });
});
