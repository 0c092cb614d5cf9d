import assert from "node:assert/strict";
import { describeOnEachEngine } from "../support/engines";
import type { Args } from "../support/inlineStack";
import { stackOfEachTest } from "../support/suite";

type Items = Record<string, string>;

describeOnEachEngine("an item that somebody changed at Fastly", function (engine) {
  this.timeout(120_000);
  const test = stackOfEachTest({ engine });

  const KINDS: [kind: string, declare: (items: Items) => Args, path: () => Promise<string>, live: () => Items][] = [
    [
      "dictionary",
      (items) => ({ dictionaries: { settings: { items } } }),
      async () => {
        const { id, versions } = test.fastly.service("shop");
        return `/service/${id}/dictionary/${versions[0]?.dictionaries[0]?.id}`;
      },
      () => test.fastly.deployed("shop").dictionaries.settings as Items,
    ],
    [
      "config store",
      (items) => ({ configStores: { settings: { items } } }),
      async () => `/resources/stores/config/${test.fastly.state().configStores[0]?.id}`,
      () =>
        Object.fromEntries(
          (test.fastly.state().configStores[0]?.items ?? []).map(({ item_key, item_value }) => [item_key, item_value]),
        ),
    ],
  ];
  const CASES: [title: string, by: (path: string) => Promise<unknown>, declared: Items, live: Items][] = [
    [
      "is declared after it was added",
      (path) => test.call("POST", `${path}/item`, { item_key: "b", item_value: "theirs" }),
      { a: "1", b: "2" },
      { a: "1", b: "2" },
    ],
    [
      "is removed from the program after it was deleted",
      (path) => test.call("DELETE", `${path}/item/a`),
      { c: "1" },
      { c: "1" },
    ],
    ["gets a new value after it was deleted", (path) => test.call("DELETE", `${path}/item/a`), { a: "2" }, { a: "2" }],
  ];
  for (const [kind, declare, path, live] of KINDS) {
    for (const [title, change, declared, expected] of CASES) {
      it(`${title}: ${kind}`, async () => {
        test.declare(declare({ a: "1" }));
        await test.succeed();
        await change(await path());
        test.declare(declare(declared));
        await test.succeed("preview");
        await test.succeed();
        assert.deepEqual(live(), expected);
        await test.assertUnchanged();
      });
    }
  }
});
