import assert from "node:assert/strict";
import { checkLinkNames } from "../../sdk/setup/unique";
import { makeReport } from "../support/report";
import { nothing, sourcesOf } from "../support/sources";

describe("the names of stores", () => {
  const REMEDY = "Rename one of them, also where the program opens it.";
  for (const [what, config, kv, secret, expected] of [
    ["may differ between kinds", ["a"], ["b"], ["c"], []],
    [
      "are told of in two kinds",
      ["a", "data"],
      ["data"],
      [],
      [
        'error: The KV store "data" has the name of a config store, and a service links one store of a name [store-link-twice]',
        REMEDY,
      ],
    ],
    [
      "are told of in three kinds",
      ["data"],
      ["data"],
      ["data"],
      [
        'error: The KV store "data" has the name of a config store, and a service links one store of a name [store-link-twice]',
        REMEDY,
        'error: The secret store "data" has the name of a KV store, and a service links one store of a name [store-link-twice]',
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
