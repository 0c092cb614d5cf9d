import assert from "node:assert/strict";
import * as fastly from "@pulumi/fastly";
import { ComputeService } from "../../sdk";
import { describeOnEachEngine } from "../support/engines";
import { stackOfEachTest } from "../support/suite";

const ITEMS = { a: "1", b: "2" };
const ENTRIES = { "192.0.2.0/24": "BLOCK" };

describeOnEachEngine("what a service reads, and another resource of the stack has", (engine) => {
  const test = stackOfEachTest({ engine });

  /** Runs the command of this kind in an error. */
  async function obey(told: string): Promise<void> {
    const urn = /pulumi state delete '([^']+)'/.exec(told)?.[1];
    assert.ok(urn !== undefined, told);
    await test.takeOut(urn, false);
  }

  /** A store or a list that the program makes, with its items by hand or by the component. */
  const KINDS: Record<string, { there: () => unknown; define(byHand: boolean, byComponent: boolean): void }> = {
    "of a config store": {
      there: () => test.fastly.state().configStores[0]?.items.map(({ item_key, item_value }) => [item_key, item_value]),
      define: (byHand, byComponent) =>
        test.define((directory) => {
          const { id } = new fastly.Configstore("cfg", { name: "cfg" });
          if (byHand) {
            new fastly.ConfigstoreEntries("cfg", { storeId: id, entries: ITEMS, manageEntries: true });
          }
          const items = byComponent ? { ...ITEMS } : {};
          new ComputeService("edge", { directory, configStores: { cfg: { existingId: id, items } } });
        }),
    },
    "of an access control list": {
      there: () => test.fastly.state().acls[0]?.entries,
      define: (byHand, byComponent) =>
        test.define((directory) => {
          const { id } = new fastly.ComputeAcl("acl", { name: "acl" });
          if (byHand) {
            new fastly.ComputeAclEntries("acl", { computeAclId: id, entries: ENTRIES, manageEntries: true });
          }
          const entries: Record<string, string> = byComponent ? { "192.0.2.0/24": "block" } : {};
          new ComputeService("edge", { directory, acls: { acl: { existingId: id, entries } } });
        }),
    },
  };
  for (const [what, { there, define }] of Object.entries(KINDS)) {
    for (const isBoth of [false, true]) {
      it(`keeps the items ${what} that the component declares instead${isBoth ? ", also a run later" : ""}`, async () => {
        define(true, false);
        await test.succeed();
        const before = there();
        if (isBoth) {
          define(true, true);
          await test.succeed();
        }
        define(false, true);
        const says = await test.failing("preview");
        assert.match(says, /Entries::(cfg|acl) is no longer in the program, .*\[contents-held\]/);
        await test.failing();
        assert.deepEqual(there(), before);
        await obey(says);
        await test.succeed();
        assert.deepEqual(there(), before);
        await test.assertUnchanged();
      });
    }
  }

  it("keeps a linked store whose resource leaves the program", async () => {
    const define = (isMade: boolean, id?: string) =>
      test.define((directory) => {
        const made = isMade ? new fastly.Kvstore("data", { name: "data", forceDestroy: true }) : undefined;
        const existingId = id ?? made?.id ?? "";
        new ComputeService("edge", { directory, kvStores: { data: { existingId, items: { k: "1" } } } });
      });
    define(true);
    await test.succeed();
    const before = test.fastly.state().kvStores;
    define(false, before[0]?.id);
    const says = await test.failing("preview");
    assert.match(says, /Kvstore::data is no longer in the program, .*\[store-held\]/);
    assert.ok(says.includes(`{ existingId: "${before[0]?.id}" }`), says);
    define(true, before[0]?.id);
    await test.succeed();
    define(false, before[0]?.id);
    await test.failing();
    await obey(says);
    await test.succeed();
    assert.deepEqual(test.fastly.state().kvStores, before);
    await test.assertUnchanged();
  });

  it("does not matter when the component declares other items, or when the resource stays", async () => {
    const define = (entries: Record<string, string>, items: Record<string, string>) =>
      test.define((directory) => {
        const { id } = new fastly.Configstore("cfg", { name: "cfg" });
        if (Object.keys(entries).length > 0) {
          new fastly.ConfigstoreEntries("cfg", { storeId: id, entries });
        }
        new ComputeService("edge", { directory, configStores: { cfg: { existingId: id, items } } });
      });
    define({ a: "1" }, { b: "2" });
    await test.succeed();
    define({}, { b: "2" });
    await test.succeed();
    const { items = [] } = test.fastly.state().configStores[0] ?? {};
    assert.deepEqual(
      items.map(({ item_key }) => item_key),
      ["b"],
    );
  });
});
