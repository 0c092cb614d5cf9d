import assert from "node:assert/strict";
import { describeOnEachEngine } from "../support/engines";
import { removeProjects } from "../support/project";
import { type ReleaseStack, releaseStack } from "../support/releases";

describeOnEachEngine("a release with stores and items", function (engine) {
  this.timeout(engine === "embedded" ? 60_000 : 0);
  let test: ReleaseStack;
  afterEach(() => test.fastly.stop());
  after(removeProjects);

  it("is previewed, made, taken back, mended, and left alone", async () => {
    test = await releaseStack({}, undefined, engine);
    const declare = (greeting: string) =>
      test.declare({
        domains: ["shop.example.com"],
        generatedDomain: false,
        release: { before: {}, settleSeconds: 1, checks: [{ timeoutSeconds: 2 }] },
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
    test.program({ "*": { body: "two", failEvery: 1 } });
    const told = await test.failing();
    assert.match(told, /\[release-held-back\]/);
    const [, stays = ""] = /\nWhat belongs to no version stays as it is now: (.*)\n/.exec(told) ?? [];
    const changed = [
      'the access control list "blocked"',
      'the config store "cfg"',
      'the dictionary "settings"',
      'the KV store "pages"',
      'the secret store "keys"',
    ].map((each) => `the contents of ${each} (changed by this run)`);
    assert.deepEqual(
      new Set(stays.split(", ")),
      new Set([...changed, "the products (changed by this run)", 'the contents of the dictionary "constant"']),
    );
    assert.deepEqual(test.fastly.dictionaryItems("shop", "settings"), { greeting: "two" });
    test.program({ "*": { body: "three" } });
    await test.succeed();
    assert.equal(await test.body(), "three");
    await test.assertUnchanged();
    await test.succeed("destroy");
  });
});
