import assert from "node:assert/strict";
import { computeService, eachTest } from "./helpers";

describe("dictionary items", () => {
  const t = eachTest();
  let service: string;
  let items: string;

  beforeEach(async () => {
    service = await computeService(t.form);
    const { body } = await t.form(`POST /service/${service}/version/1/dictionary`, { name: "settings" });
    items = `/service/${service}/dictionary/${body.id}`;
  });

  const change = (...operations: object[]) => t.json(`PATCH ${items}/items`, { items: operations });

  it("are created, updated, upserted and deleted by one batch", async () => {
    const create = { op: "create", item_key: "a", item_value: "1" };
    assert.deepEqual((await change(create, { ...create, item_key: "b" })).body, { status: "ok" });
    await change(
      { op: "update", item_key: "a", item_value: "2" },
      { op: "delete", item_key: "b", item_value: null },
      { op: "upsert", item_key: "c", item_value: "3" },
    );
    assert.deepEqual(t.api.dictionaryItems("edge", "settings"), { a: "2", c: "3" });
  });

  it("can be changed while the version is locked", async () => {
    await t.form(`PUT /service/${service}/version/1/activate`);
    assert.equal((await change({ op: "create", item_key: "a", item_value: "1" })).status, 200);
  });

  it("stay unchanged when one operation of a batch is refused", async () => {
    await change({ op: "create", item_key: "a", item_value: "1" });
    const refused: [object, number, string][] = [
      [{ op: "create", item_key: "a", item_value: "2" }, 409, "Duplicate dictionary_item: 'a'"],
      [{ op: "rename", item_key: "a" }, 400, "Unknown operation 'rename'"],
      [{ op: "create", item_value: "2" }, 400, "Item key can't be blank"],
      [{ op: "create", item_key: "k".repeat(257) }, 400, "Item key is too long (maximum is 256 characters)"],
      [
        { op: "create", item_key: "k", item_value: "v".repeat(8001) },
        400,
        "Item value is too long (maximum is 8000 characters)",
      ],
    ];
    for (const [operation, status, detail] of refused) {
      const answer = await change({ op: "create", item_key: "new", item_value: "x" }, operation);
      assert.equal(answer.status, status);
      assert.equal(answer.body.detail, detail);
      assert.deepEqual(t.api.dictionaryItems("edge", "settings"), { a: "1" });
    }
  });

  it("are refused when a batch changes more than 1000", async () => {
    const many = Array.from({ length: 1001 }, (_, i) => ({ op: "upsert", item_key: `k${i}`, item_value: "" }));
    assert.equal((await change(...many)).status, 400);
    assert.equal((await change(...many.slice(1))).status, 200);
  });

  it("are listed in pages", async () => {
    const many = Array.from({ length: 5 }, (_, i) => ({ op: "create", item_key: `k${i}`, item_value: `v${i}` }));
    await change(...many);
    const page = await t.form(`GET ${items}/items?page=2&per_page=2`);
    assert.deepEqual(
      page.body.map((i: Record<string, string>) => [i.item_key, i.item_value]),
      [
        ["k2", "v2"],
        ["k3", "v3"],
      ],
    );
    assert.match(page.headers.get("link") ?? "", /page=3[^>]*>; rel="next", <[^>]*page=3[^>]*>; rel="last"/);
    assert.equal((await t.form(`GET ${items}/items`)).headers.get("link"), null);
  });

  it("are handled one by one", async () => {
    const { body } = await t.form(`POST ${items}/item`, { item_key: "a b", item_value: "1" });
    assert.equal(body.dictionary_id, items.split("/").at(-1));
    assert.equal((await t.form(`POST ${items}/item`, { item_key: "a b", item_value: "1" })).status, 409);
    assert.equal((await t.form(`PUT ${items}/item/a%20b`, { item_value: "2" })).body.item_value, "2");
    assert.equal((await t.form(`PATCH ${items}/item/c`, { item_value: "3" })).status, 404);
    assert.equal((await t.form(`PUT ${items}/item/c`, { item_value: "3" })).status, 200);
    assert.equal((await t.form(`GET ${items}/item/c`)).body.item_value, "3");
    await t.form(`DELETE ${items}/item/c`);
    assert.equal((await t.form(`DELETE ${items}/item/c`)).status, 404);
    assert.deepEqual(t.api.dictionaryItems("edge", "settings"), { "a b": "2" });
  });

  it("survive when a later version removes their dictionary", async () => {
    await change({ op: "create", item_key: "a", item_value: "1" });
    await t.form(`PUT /service/${service}/version/1/clone`);
    await t.form(`DELETE /service/${service}/version/2/dictionary/settings`);
    assert.equal((await t.form(`GET ${items}/items`)).body.length, 1);
  });

  it("of a write-only dictionary can be counted, but not read", async () => {
    const { body } = await t.form(`POST /service/${service}/version/1/dictionary`, { name: "s", write_only: "1" });
    const secret = `/service/${service}/dictionary/${body.id}`;
    await t.form(`POST ${secret}/item`, { item_key: "k", item_value: "v" });
    assert.equal((await t.form(`GET ${secret}/items`)).status, 400);
    assert.equal((await t.form(`GET ${secret}/item/k`)).status, 400);
    assert.equal((await t.form(`GET /service/${service}/version/1/dictionary/${body.id}/info`)).body.item_count, 1);
  });

  it("of an unknown dictionary are not found", async () => {
    for (const id of ["nope", "constructor", "__proto__"]) {
      assert.equal((await t.form(`GET /service/${service}/dictionary/${id}/items`)).status, 404);
      assert.equal((await t.form(`GET /service/${service}/version/1/dictionary/${id}/info`)).status, 404);
    }
  });
});
