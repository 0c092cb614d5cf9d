import assert from "node:assert/strict";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { RunResult } from "../../local/index";
import { ComputeService } from "../../sdk";
import type { KvStoreArgs } from "../../sdk/setup/stores/args";
import { describeOnEachEngine } from "../support/engines";
import type { Args } from "../support/inlineStack";
import { stackOfEachTest } from "../support/suite";

const NAME = "shop-dev-edge-pages";

describeOnEachEngine("the directory of a KV store", (engine) => {
  const shop = stackOfEachTest({ engine });

  const declare = (pages: KvStoreArgs = {}, rest: Args = {}) =>
    shop.declare({ kvStores: { pages: { directory: { path: "public" }, ...pages } }, ...rest });
  function write(files: Record<string, string>): void {
    for (const [name, text] of Object.entries(files)) {
      const path = join(shop.directory, "public", name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
  }
  const many = (count: number, text = "page") =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`page ${index}`, `${text} ${index}`]));
  const items = () => shop.fastly.stores().kv[NAME];
  const settings = (key: string) => {
    const store = shop.fastly.state().kvStores.find(({ name }) => name === NAME);
    const item = store?.items.find((each) => each.key === key);
    return [item?.metadata, item?.expires_at !== undefined];
  };
  /** The messages about the store, without its progress. */
  const told = ({ events }: RunResult) =>
    events
      .map((event) => ("message" in event ? event.message.trim() : ""))
      .filter((message) => message.startsWith('The KV store "pages"'));

  it("is listed in preview and written from disk, and later runs send only changes", async () => {
    write({ "index.html": "<h1>", "blog/one.html": "one", ...many(30) });
    declare({ items: { motd: "hello" } });
    assert.deepEqual(told(await shop.succeed("preview")), [
      'The KV store "pages": 33 to be added: blog/one.html, index.html, motd, page 0, page 1, page 10, page 11, page 12, page 13, page 14 and 23 more',
    ]);
    shop.writes();
    await shop.succeed();
    assert.deepEqual(items(), { "index.html": "<h1>", "blog/one.html": "one", ...many(30), motd: "hello" });
    assert.deepEqual(
      shop.writes().filter((line) => line.includes("/kv/")),
      ["PUT /resources/stores/kv/ID/batch"],
    );
    await shop.assertUnchanged();

    write({ "index.html": "<h2>", "new.html": "new" });
    rmSync(join(shop.directory, "public/blog"), { recursive: true });
    assert.deepEqual(told(await shop.succeed("preview")), [
      'The KV store "pages": 1 to be added: new.html; 1 to be changed: index.html; 1 to be removed: blog/one.html',
    ]);
    assert.deepEqual(shop.writes(), []);
    assert.deepEqual(told(await shop.succeed()), [
      'The KV store "pages": 1 added: new.html; 1 changed: index.html; 1 removed: blog/one.html',
    ]);
    assert.deepEqual(shop.writes().sort(), [
      "DELETE /resources/stores/kv/ID/keys/blog%2Fone.html",
      "PUT /resources/stores/kv/ID/keys/index.html",
      "PUT /resources/stores/kv/ID/keys/new.html",
    ]);
    await shop.assertUnchanged();
  });

  it("appears as a count in its review child and in the summary", async () => {
    write({ a: "12345", b: "1" });
    declare({ items: { motd: "hello" } });
    await shop.succeed();
    const resources = await shop.resources();
    const review = resources.find(({ type }) => type === "fastly-compute:index:KvStore");
    assert.deepEqual([review?.outputs?.keys, review?.outputs?.files, review?.outputs?.bytes], [["motd"], 2, 6]);
    const component = resources.find(({ type }) => type === "fastly-compute:index:ComputeService");
    const stores = component?.outputs?.stores as { files: number; bytes: number }[] | undefined;
    assert.deepEqual([stores?.[0]?.files, stores?.[0]?.bytes], [2, 6]);
  });

  it("keeps metadata and times to live with its items, and writes an item again when they change", async () => {
    write({ "a.html": "a", "b.css": "b" });
    declare({ directory: { path: "public", contentTypes: true }, itemSettings: { "b.css": { timeToLive: 3600 } } });
    await shop.succeed();
    assert.deepEqual(settings("a.html"), ['{"contentType":"text/html; charset=utf-8"}', false]);
    assert.deepEqual(settings("b.css"), ['{"contentType":"text/css; charset=utf-8"}', true]);
    await shop.assertUnchanged();
    declare({ directory: { path: "public", contentTypes: true }, itemSettings: { "a.html": { metadata: "home" } } });
    await shop.succeed();
    assert.deepEqual(shop.writes().length, 2);
    assert.deepEqual(settings("a.html"), ["home", false]);
    assert.deepEqual(settings("b.css"), ['{"contentType":"text/css; charset=utf-8"}', false]);
    await shop.assertUnchanged();
  });

  it("continues where a run stopped: it sends no finished items again, and keeps items of others", async () => {
    write(many(1_000));
    const { id } = await shop.call("POST", "/resources/stores/kv", { name: "of the firm" });
    await shop.call("PUT", `/resources/stores/kv/${id}/keys/theirs`, { by: "others" });
    declare({ existingId: id });
    shop.fastly.inject({ method: "PUT", path: /\/batch$/, skip: 2, times: 2, fault: { status: 403 } });
    await shop.failing();
    const before = Object.keys(shop.fastly.stores().kv["of the firm"] ?? {}).length;
    assert.ok(before >= 251 && before < 1_001, `${before} items`);
    shop.writes();
    await shop.succeed();
    assert.equal(Object.keys(shop.fastly.stores().kv["of the firm"] ?? {}).length, 1_001);
    const sent = shop.writes().filter((line) => line.includes("/batch"));
    assert.equal(sent.length, Math.ceil((1_001 - before) / 250));
    await shop.assertUnchanged();
  });

  it("is complete after one run although Fastly limits some of its requests", async () => {
    write(many(2_500));
    declare();
    for (const skip of [0, 1, 3, 5, 8]) {
      shop.fastly.inject({ method: "PUT", path: /\/batch$/, skip, times: 2, fault: { status: 429 } });
    }
    await shop.succeed();
    assert.deepEqual(items(), many(2_500));
  });

  it("fails the run when a file changes while the program runs, and the next run continues", async () => {
    write({ "a.html": "a" });
    shop.define((directory) => {
      new ComputeService("edge", { directory, kvStores: { pages: { directory: { path: "public" } } } });
      write({ "a.html": "b" });
    });
    const says = await shop.failing();
    assert.match(says, /A file of the KV store "pages" changed while the program ran: .*a\.html \[file-changed\]/);
    assert.deepEqual(items(), {});
    declare();
    await shop.succeed();
    assert.deepEqual(items(), { "a.html": "b" });
  });

  it("is refused in preview with all its mistakes, before anything is created", async () => {
    declare({ directory: { path: "publik", exclude: ["*.map"] } });
    assert.match(await shop.refused(), /"publik" does not exist \[kv-directory-unreadable\]/);
    write({ "index.html": "" });
    declare({ directory: { path: "public", include: ["*.htm"] } });
    assert.match(await shop.refused(), /no file of "public" matches "\*\.htm" \[kv-include-unmatched\]/);
  });
});
