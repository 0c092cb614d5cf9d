import assert from "node:assert/strict";
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { kvContents } from "../../sdk/setup/stores/kvContents";
import { checkLinkNames } from "../../sdk/setup/unique";
import { FileChanged, readHashed, streamHashed } from "../../sdk/system/hashedFile";
import { makeProject, removeProjects } from "../support/project";
import { makeReport } from "../support/report";
import { nothing, sourcesOf } from "../support/sources";

describe("the names of stores", () => {
  const REMEDY = "Rename one of the two stores, here and in the code that opens the store.";
  for (const [what, config, kv, secret, expected] of [
    ["may differ between kinds", ["a"], ["b"], ["c"], []],
    [
      "cause an error in two kinds",
      ["a", "data"],
      ["data"],
      [],
      [
        'error: The KV store "data" has the same name as a config store, but a service links only one store of a name [store-link-twice]',
        REMEDY,
      ],
    ],
    [
      "cause an error in three kinds",
      ["data"],
      ["data"],
      ["data"],
      [
        'error: The KV store "data" has the same name as a config store, but a service links only one store of a name [store-link-twice]',
        REMEDY,
        'error: The secret store "data" has the same name as a KV store, but a service links only one store of a name [store-link-twice]',
        REMEDY,
      ],
    ],
  ] as [string, string[], string[], string[], string[]][]) {
    it(what, () => {
      const { report, said } = makeReport();
      const stores = (names: string[]) =>
        names.map((name) => ({
          facts: { name, existing: false, keys: [], forceDestroy: false },
          args: {},
          contents: {},
        }));
      const things = {
        ...nothing(report),
        configStores: stores(config),
        kvStores: stores(kv),
        secretStores: stores(secret),
      };
      checkLinkNames(things, sourcesOf(report), report);
      assert.deepEqual(said(), expected);
    });
  }
});

describe("the value of a key in a file", () => {
  after(removeProjects);

  it("is the content that was checked, even if something replaces its file later", async () => {
    const outside = join(makeProject({ "secret.txt": "a key" }), "secret.txt");
    const directory = makeProject({ "page.html": "hello" });
    const page = join(directory, "page.html");
    const { report, said } = makeReport();
    const declared = { section: "kv_stores", items: { index: { file: "page.html" } } } as const;
    const { index } = kvContents(directory, "pages", [], declared, {}, report);
    assert.deepEqual(said(), []);
    assert.ok(index !== undefined && "file" in index);
    const { file } = index;
    const streamed = async () => {
      const parts: Buffer[] = [];
      for await (const part of streamHashed(file)) {
        parts.push(part);
      }
      return String(Buffer.concat(parts));
    };
    assert.equal(String(readHashed(file)), "hello");
    assert.equal(await streamed(), "hello");
    for (const replace of [
      () => symlinkSync(outside, page),
      () => writeFileSync(page, "HELLO"),
      () => writeFileSync(page, "hello, too"),
      () => writeFileSync(page, ""),
      () => mkdirSync(page),
    ]) {
      rmSync(page, { recursive: true, force: true });
      assert.throws(() => readHashed(file), FileChanged);
      await assert.rejects(streamed, FileChanged);
      replace();
      assert.throws(() => readHashed(file), FileChanged);
      await assert.rejects(streamed, FileChanged);
    }
  });
});
