import assert from "node:assert/strict";
import { fastlyClient } from "../../sdk/fastly/client";
import { findStoreByName } from "../../sdk/fastly/stores";
import { stackOfSuite } from "../support/suite";

/** More than any page of Fastly has. */
const STORES = 250;

describe("a store among many of its kind", function () {
  this.timeout(60_000);
  const test = stackOfSuite();

  for (const [kind, args] of [
    ["config", "configStores"],
    ["kv", "kvStores"],
    ["secret", "secretStores"],
  ] as const) {
    it(`of ${STORES} ${kind} stores is found by its name, and linked by it`, async () => {
      for (let index = 1; index <= STORES; index++) {
        await test.call("POST", `/resources/stores/${kind}`, { name: index === STORES ? "last" : `store-${index}` });
      }
      const client = fastlyClient(test.fastly.url, test.fastly.token);
      const id = await findStoreByName(client, kind, "last");
      assert.match(id ?? "", /^\w+$/);
      assert.equal(await findStoreByName(client, kind, "none"), undefined);
      test.declare({ [args]: { link: { existingName: "last" } } });
      await test.succeed();
      assert.equal(Object.values(test.fastly.deployed("shop").links)[0]?.store, "last");
      test.declare({});
      await test.succeed();
    });
  }
});
