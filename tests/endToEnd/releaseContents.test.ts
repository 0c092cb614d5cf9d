import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ComputeServiceArgs } from "../../sdk/plan/args";
import { describeOnEachEngine } from "../support/engines";
import { removeProjects } from "../support/project";
import { type ReleaseStack, releaseStack } from "../support/releases";

describeOnEachEngine("a release with stores and items", function (engine) {
  this.timeout(engine === "embedded" ? 120_000 : 0);
  let test: ReleaseStack;
  afterEach(() => test.fastly.stop());
  after(removeProjects);

  it("is previewed, deployed, taken back and mended, and a second run changes nothing", async () => {
    test = await releaseStack({}, undefined, engine);
    const declare = (greeting: string) =>
      test.declare({
        domains: ["shop.example.com"],
        generatedDomain: false,
        release: {
          before: {},
          settleSeconds: 0,
          // The failing check is a command, as it does not wait for the edge.
          checks: [{ timeoutSeconds: 30 }, { command: "test ! -e bad", timeoutSeconds: 1 }],
        },
        configStores: { cfg: { items: { greeting } } },
        dictionaries: { settings: { items: { greeting } }, constant: { items: { greeting: "one" } } },
        kvStores: { pages: { items: { greeting } } },
        secretStores: { keys: { entries: { TOKEN: greeting } } },
        acls: { blocked: { entries: greeting === "one" ? {} : { "192.0.2.0/24": "block" } } },
        products: { fanout: greeting === "two" },
      });
    declare("one");
    await test.succeed("preview");
    await test.succeed();
    await test.assertUnchanged();
    declare("two");
    test.program({ "*": { body: "two" } });
    writeFileSync(join(test.directory, "bad"), "");
    const told = await test.failing();
    assert.match(told, /\[release-held-back\]/);
    const [, back = ""] =
      /\nThese contents, which belong to no version, are as before this run: (.*)\n/.exec(told) ?? [];
    const contents = [
      'access control list "blocked"',
      'config store "cfg"',
      'dictionary "settings"',
      'KV store "pages"',
    ];
    assert.deepEqual(new Set(back.split(", ")), new Set(contents.map((each) => `the contents of the ${each}`)));
    const [, stays = ""] =
      /\nThese contents, which belong to no version, stay as they are now: (.*)\n/.exec(told) ?? [];
    assert.deepEqual(
      new Set(stays.split(", ")),
      new Set([
        "the products (changed by this run)",
        'the contents of the secret store "keys" (changed by this run: nobody can read them)',
        'the contents of the dictionary "constant"',
      ]),
    );
    assert.deepEqual(test.fastly.dictionaryItems("shop", "settings"), { greeting: "one" });
    test.program({ "*": { body: "three" } });
    rmSync(join(test.directory, "bad"));
    await test.succeed();
    assert.equal(await test.body(), "three");
    await test.assertUnchanged();
    await test.succeed("destroy");
  });
});

type Contents = Record<string, string>;

describe("the contents of a release that fails", function () {
  this.timeout(120_000);
  let test: ReleaseStack;
  let release: ComputeServiceArgs["release"];
  let count = 0;
  beforeEach(async () => {
    test = await releaseStack();
    release = { settleSeconds: 0, checks: [{ command: "test ! -e bad", timeoutSeconds: 1 }] };
    declare(BEFORE);
    await test.succeed();
    program("bad");
    declare({ changed: "two", added: "two", same: "one" });
  });
  afterEach(() => test.fastly.stop());
  after(removeProjects);

  /** Another program, and the result of its check: a command, as it does not wait for the edge. */
  function program(kind: "good" | "bad") {
    count += 1;
    test.program({ "*": { body: `${count}` } });
    rmSync(join(test.directory, "bad"), { force: true });
    if (kind === "bad") {
      writeFileSync(join(test.directory, "bad"), "");
    }
  }

  /** Declares the same contents in each kind. */
  function declare(items: Contents, given = release) {
    const cidrs = Object.keys(items).map((key) => [
      `192.0.2.${KEYS.indexOf(key)}`,
      items[key] === "one" ? "block" : "allow",
    ]);
    test.declare({
      domains: ["shop.example.com"],
      generatedDomain: false,
      configStores: { cfg: { items } },
      dictionaries: { settings: { items } },
      kvStores: { pages: { items } },
      acls: { blocked: { entries: Object.fromEntries(cidrs) } },
      ...(given && { release: given }),
    });
  }

  /** The contents at Fastly, which have to be the same in each kind. */
  async function contents(): Promise<Contents> {
    const ofDictionary = test.fastly.dictionaryItems("shop", "settings");
    const store = async (kind: string) => {
      const listed = await test.call<{ id: string }[] | { data: { id: string }[] }>("GET", `/resources/stores/${kind}`);
      return `/resources/stores/${kind}/${[listed].flatMap((each) => ("data" in each ? each.data : each))[0]?.id}`;
    };
    const listed = await test.call<{ item_key: string; item_value: string }[]>("GET", `${await store("config")}/items`);
    assert.deepEqual(Object.fromEntries(listed.map((item) => [item.item_key, item.item_value])), ofDictionary);
    const { data: keys } = await test.call<{ data: string[] }>("GET", `${await store("kv")}/keys`);
    assert.deepEqual([...keys].sort(), Object.keys(ofDictionary).sort());
    return ofDictionary;
  }

  it("are the former ones again, and the declared ones once the program is mended", async () => {
    assert.match(
      await test.failing(),
      /\[release-taken-back\].*\nThese contents, which belong to no version, are as before this run: /s,
    );
    assert.deepEqual(await contents(), BEFORE);
    assert.match(
      test.versions().marks[1] ?? "",
      /^release 2 taken back to 1, contents as before \([0-9a-f]{8}( [0-9a-f]{8}){3}\)$/,
    );
    // The same again changes nothing.
    await test.failing();
    assert.deepEqual(await contents(), BEFORE);
    program("good");
    await test.succeed();
    assert.deepEqual(await contents(), { changed: "two", added: "two", same: "one" });
    assert.deepEqual(test.versions().marks.slice(1), ["release 2 taken back to 1", "release 3 verified"]);
    await test.assertUnchanged();
  });

  it("are the declared ones, also when the mended program has other contents or no release", async () => {
    await test.failing();
    program("good");
    declare({ changed: "three", removed: "three", same: "one" });
    await test.succeed();
    assert.deepEqual(await contents(), { changed: "three", removed: "three", same: "one" });
    program("bad");
    declare(BEFORE);
    await test.failing();
    assert.deepEqual(await contents(), { changed: "three", removed: "three", same: "one" });
    program("good");
    declare(BEFORE, undefined);
    await test.succeed();
    assert.deepEqual(await contents(), BEFORE);
    assert.ok(!test.versions().marks.some((mark) => mark.includes("contents")));
    await test.assertUnchanged();
  });

  it("fail a run without a release when they cannot be written, and the next run writes them", async () => {
    await test.failing();
    program("good");
    const after = { changed: "three", removed: "three", same: "one" };
    declare(after, undefined);
    const undo = test.fastly.inject({
      method: "PUT",
      path: /\/version\/2$/,
      times: Number.POSITIVE_INFINITY,
      fault: { status: 403 },
    });
    assert.match(await test.failing(), /PUT \/service\/\w+\/version\/2/);
    await test.assertEnds();
    assert.ok(test.versions().marks.some((mark) => mark.includes("contents as before")));
    undo();
    await test.succeed();
    assert.deepEqual(await contents(), after);
    assert.ok(!test.versions().marks.some((mark) => mark.includes("contents")));
    await test.assertUnchanged();
  });

  it("stay as declared when the version stays live", async () => {
    release = { ...release, onFailure: "keep" };
    declare({ changed: "two", added: "two", same: "one" });
    assert.match(
      await test.failing(),
      /\[release-failing\][\s\S]*\nThe version stays live because \[release\.onFailure\] is "keep"\.\n/,
    );
    assert.deepEqual(await contents(), { changed: "two", added: "two", same: "one" });
  });
});

const BEFORE = { changed: "one", removed: "one", same: "one" };
const KEYS = ["changed", "removed", "same", "added"];
