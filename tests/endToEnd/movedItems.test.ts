import assert from "node:assert/strict";
import * as fastly from "@pulumi/fastly";
import * as pulumi from "@pulumi/pulumi";
import { ComputeService } from "../../sdk";
import type { Args } from "../support/inlineStack";
import { stackOfEachTest } from "../support/suite";

const CIDR = "192.0.2.0/24";

/** The engine deletes the former resource at the end of the run, after the component has written. */
describe("items that move from the program's own resource to the component", function () {
  this.timeout(60_000);
  const test = stackOfEachTest();

  /** Refused until the command of the error was run. */
  const moved = async (declare: () => void, live: () => unknown) => {
    const before = live();
    declare();
    for (const operation of ["preview", "up"] as const) {
      const told = await test.failing(operation);
      assert.match(told, /, but this run would delete them: the program no longer has urn:\S+ \[items-leave\]\n/);
      assert.deepEqual(live(), before);
      if (operation === "preview") {
        await test.assertEnds();
      }
    }
    const command = /\n {2}pulumi state delete '([^']+)'\n {2}pulumi up --refresh$/.exec(await test.failing());
    await test.takeOut(command?.[1] ?? "", { targetDependents: false });
    await test.succeed("up", { refresh: true });
    assert.deepEqual(live(), before);
    await test.assertUnchanged();
  };

  for (const isNew of [false, true]) {
    it(`stay in a config store that the component ${isNew ? "makes" : "links"}`, async () => {
      const define = (isOwn: boolean) =>
        test.define((directory) => {
          const linked = isNew ? {} : { existingId: new fastly.Configstore("cfg", { name: "cfg" }).id };
          const items: Record<string, string> = isOwn ? { a: "1", b: "2" } : {};
          const { stores } = new ComputeService("edge", { directory, configStores: { cfg: { ...linked, items } } });
          if (!isOwn) {
            const storeId = stores.apply(([store]) => store?.id ?? "");
            const entries = { a: "1", b: "2" };
            new fastly.ConfigstoreEntries("cfg", { storeId, entries, manageEntries: true });
          }
        });
      define(false);
      await test.succeed();
      await moved(
        () => define(true),
        () => Object.values(test.fastly.stores().config)[0],
      );
    });
  }

  it("stay in an access control list", async () => {
    const define = (isOwn: boolean) =>
      test.define((directory) => {
        const list = new fastly.ComputeAcl("acl", { name: "acl" });
        if (!isOwn) {
          const entries = { [CIDR]: "BLOCK" };
          new fastly.ComputeAclEntries("acl", { computeAclId: list.id, entries, manageEntries: true });
        }
        const acls: Args["acls"] = { acl: { existingId: list.id, ...(isOwn && { entries: { [CIDR]: "block" } }) } };
        new ComputeService("edge", { directory, acls });
      });
    define(false);
    await test.succeed();
    await moved(
      () => define(true),
      () => test.fastly.state().acls.map(({ entries }) => ({ ...entries })),
    );
  });

  for (const isDeclaredBefore of [false, true]) {
    it(`stay in a dictionary${isDeclaredBefore ? " when the component declares them already" : ""}`, async () => {
      const define = (isOwn: boolean, isHand: boolean) =>
        test.define((directory) => {
          const dictionaries = { d: { items: isOwn ? { a: "1" } : ({} as Record<string, string>) } };
          const edge = new ComputeService("edge", { directory, dictionaries });
          if (isHand) {
            const dictionaryId = edge.serviceId.apply(async (id) => {
              const there = await test.call<{ id: string }[]>("GET", `/service/${id}/version/1/dictionary`);
              return there[0]?.id ?? "";
            });
            const items: Record<string, string> = isDeclaredBefore ? { b: "2" } : { a: "1" };
            const named = pulumi.runtime.isDryRun() ? (pulumi.unknown as unknown as string) : dictionaryId;
            const { serviceId } = edge;
            new fastly.ServiceDictionaryItems("d", { serviceId, dictionaryId: named, items, manageItems: true });
          }
        });
      const live = () => test.fastly.deployed("shop").dictionaries;
      define(isDeclaredBefore, true);
      await test.succeed();
      if (isDeclaredBefore) {
        // A refresh lets the resource of the program know all items.
        await test.succeed("refresh");
        define(isDeclaredBefore, false);
        assert.match(
          await test.failing(),
          /declares the contents of the dictionary "d", but this run would delete them/,
        );
        return;
      }
      await moved(() => define(true, false), live);
    });
  }

  it("may go when the component declares none of them", async () => {
    const define = (isHand: boolean) =>
      test.define((directory) => {
        const store = new fastly.Configstore("cfg", { name: "cfg" });
        if (isHand) {
          new fastly.ConfigstoreEntries("cfg", { storeId: store.id, entries: { a: "1" }, manageEntries: true });
        }
        const cfg = { existingId: store.id, items: { b: "2" } };
        new ComputeService("edge", { directory, configStores: { cfg } });
      });
    define(true);
    await test.succeed();
    define(false);
    await test.succeed();
    assert.deepEqual(test.fastly.stores().config, { cfg: { b: "2" } });
  });
});
