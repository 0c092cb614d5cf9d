import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ComputeServiceArgs } from "../../sdk/plan/args";
import { TINY_WASM } from "../support/project";
import { stackOfEachTest } from "../support/suite";

const OTHER_WASM = Buffer.concat([TINY_WASM, Buffer.from([0, 1, 0])]);
const logs = (round: number): Partial<ComputeServiceArgs> => ({
  logEndpoints: { access: { https: { url: `https://logs-${round}.example.com` } } },
});

for (const [what, mode] of [
  ["a draft", { activate: false }],
  ["a version on the staging network", { stage: true }],
] as [string, Partial<ComputeServiceArgs>][]) {
  describe(what, function () {
    this.timeout(60_000);
    const test = stackOfEachTest();

    const versions = () =>
      test.fastly.service("shop").versions.map(({ active, logging, comment }) => ({
        active,
        logs: logging.map(({ settings }) => settings.url),
        comment: comment.replace(/\w+\/dev\/edge, configuration [0-9a-f]{12}/, "OWN"),
      }));
    const changePackage = () => writeFileSync(join(test.directory, "bin/main.wasm"), OTHER_WASM);

    it("does not change again once it is complete, and is activated as it is", async () => {
      test.declare(logs(1));
      await test.succeed();
      test.declare({ ...logs(2), ...mode });
      await test.succeed();
      await test.assertUnchanged();
      await test.succeed("up", { refresh: true });
      await test.assertUnchanged();
      assert.deepEqual(versions(), [
        { active: true, logs: ["https://logs-1.example.com"], comment: "OWN" },
        { active: false, logs: ["https://logs-2.example.com"], comment: "draft: OWN" },
      ]);
      test.declare(logs(2));
      await test.succeed();
      await test.assertUnchanged();
      assert.deepEqual(versions()[1], {
        active: true,
        logs: ["https://logs-2.example.com"],
        comment: "OWN",
      });
      assert.equal(versions().length, 2);
    });

    it("that somebody edited is as declared again after one up --refresh", async () => {
      test.declare(logs(1));
      await test.succeed();
      test.declare({ ...logs(2), ...mode });
      await test.succeed();
      const { id } = test.fastly.service("shop");
      await test.call("PUT", `/service/${id}/version/2/logging/https/access`, { url: "https://theirs.example.com" });
      await test.succeed("up", { refresh: true });
      const newest = versions().at(-1);
      assert.deepEqual(newest, { active: false, logs: ["https://logs-2.example.com"], comment: "draft: OWN" });
      await test.assertUnchanged();
    });

    it("that changes only the package does not change again either", async () => {
      test.declare({});
      await test.succeed();
      test.declare(mode);
      await test.succeed();
      await test.assertUnchanged();
      changePackage();
      await test.succeed();
      await test.assertUnchanged();
      test.declare({});
      await test.succeed();
      await test.assertUnchanged();
      assert.deepEqual(
        versions().map(({ active }) => active),
        [false, true],
      );
    });

    it("is followed by more drafts, also back to the active configuration", async () => {
      test.declare(logs(1));
      await test.succeed();
      for (const round of [2, 3, 1, 2]) {
        test.declare({ ...logs(round), ...mode });
        await test.succeed();
        await test.assertUnchanged();
        assert.deepEqual(versions().at(-1)?.logs, [`https://logs-${round}.example.com`]);
      }
    });

    it("that is the very first version does not change again once it is complete", async () => {
      test.declare({ ...logs(1), ...mode });
      await test.succeed();
      await test.assertUnchanged();
      test.declare({ ...logs(2), ...mode, versionComment: "commit 2" });
      await test.succeed();
      await test.assertUnchanged();
      assert.equal(versions().at(-1)?.comment, "draft: commit 2 [OWN]");
      test.declare({ ...logs(2), versionComment: "commit 2" });
      await test.succeed();
      await test.assertUnchanged();
      assert.equal(test.fastly.deployed("shop").logEndpoints.access?.settings.url, "https://logs-2.example.com");
    });

    it("that failed half-way fails the run, and is not activated, until up --refresh", async () => {
      test.declare(logs(1));
      await test.succeed();
      for (const round of [2, 1]) {
        test.declare({ ...logs(round), ...mode });
        test.fail("PUT", /\/logging\//);
        await test.failing();
        for (const again of [mode, mode, {}]) {
          test.declare({ ...logs(round), ...again });
          assert.match(
            await test.failing(),
            /An earlier run failed before the draft of the service \w+ was complete \[draft-incomplete\]\nRun: pulumi up --refresh/,
          );
        }
        test.declare({ ...logs(round), ...mode, domains: ["www.example.com"] });
        assert.match(await test.failing("preview"), /\nRun: pulumi up --refresh/);
        test.declare({ ...logs(round), ...mode });
        await test.succeed("up", { refresh: true });
        assert.deepEqual(versions().at(-1)?.logs, [`https://logs-${round}.example.com`]);
        await test.assertUnchanged();
      }
    });

    it("of a new service that failed half-way is replaced", async () => {
      test.declare({ ...logs(1), ...mode });
      await test.succeed();
      test.declare({ ...logs(2), ...mode });
      test.fail("PUT", /\/logging\//);
      const told = await test.failing();
      const urn = /\nThen run: pulumi up --replace '([^']+)'(?:\n|$)/.exec(told)?.[1] ?? "";
      assert.notEqual(urn, "", told);
      assert.ok((await test.failing()).includes(`was complete [draft-incomplete]\nRun: pulumi up --replace '${urn}'`));
      await test.succeed("up", { replace: [urn] });
      assert.deepEqual(versions().at(-1)?.logs, ["https://logs-2.example.com"]);
      assert.equal(test.fastly.services().length, 1);
      await test.assertUnchanged();
    });

    it("of a new service without a package fails the run, until a refresh reads its state", async () => {
      test.declare({ ...logs(1), ...mode });
      test.fail("PUT", /\/package$/);
      await test.failing();
      assert.match(await test.failing(), /was complete \[draft-incomplete\]\nRun: pulumi up --replace/);
      await test.succeed("refresh");
      await test.succeed();
      assert.ok(test.fastly.service("shop").versions.at(-1)?.package);
      await test.assertUnchanged();
    });

    it("is marked as complete by the next run when the mark could not be written", async () => {
      test.declare(logs(1));
      await test.succeed();
      test.declare({ ...logs(2), ...mode });
      test.fastly.inject({ method: "PUT", path: /\/version\/2$/, skip: 1, times: 5, fault: { status: 500 } });
      await test.failing();
      await test.succeed();
      await test.assertUnchanged();
      assert.equal(versions()[1]?.comment, "draft: OWN");
    });

    describe("without a store that would be deleted", () => {
      const stores: Partial<ComputeServiceArgs> = {
        configStores: { cfg: { items: { a: "1" }, forceDestroy: true } },
        kvStores: { data: { items: { a: "1" }, forceDestroy: true } },
        secretStores: { keys: { entries: { A: "1" }, forceDestroy: true } },
      };
      const kept: Partial<ComputeServiceArgs> = {
        configStores: { cfg: { items: { a: "1" }, forceDestroy: false } },
        kvStores: { data: { items: { a: "1" }, forceDestroy: false } },
        secretStores: { keys: { entries: { A: "1" }, forceDestroy: false } },
      };
      const atFastly = {
        config: { "shop-dev-edge-cfg": { a: "1" } },
        kv: { "shop-dev-edge-data": { a: "1" } },
        secret: { "shop-dev-edge-keys": { A: "1" } },
      };

      it("is refused every time while the active version reads the store, until the removal goes live", async () => {
        test.declare(stores);
        await test.succeed();
        test.declare(mode);
        const id = test.fastly.service("shop").id;
        for (let round = 0; round < 2; round++) {
          assert.equal(
            await test.refused(),
            `before hook "edge-check-lost-stores" failed: ComputeService "edge" would delete, with its data, what the active version 1 of the service ${id} still reads: the config store "cfg", the KV store "data", the secret store "keys" [store-still-read]\n` +
              "Remove { activate: false } and { stage: true }, so that this run activates its version. Then run: pulumi up\n" +
              "To prepare a version without the store and keep its data: run pulumi up once with the store and { forceDestroy: false }, then again without the store.",
          );
        }
        test.declare({});
        await test.succeed();
        assert.deepEqual(test.fastly.stores(), { config: {}, kv: {}, secret: {} });
        test.declare(mode);
        await test.succeed();
      });

      it("is refused after a failed run too, when the state no longer has the component's outputs", async () => {
        test.declare(stores);
        await test.succeed();
        test.declare({ ...stores, ...logs(1) });
        test.fail("PUT", /\/clone$/);
        await test.failing();
        test.declare(mode);
        assert.match(await test.refused(), / reads: the config store "cfg", the KV/);
      });

      it("keeps the store's data when an earlier run declared that", async () => {
        test.declare(stores);
        await test.succeed();
        for (const args of [{ ...kept, ...mode }, mode]) {
          test.declare(args);
          await test.succeed();
          await test.assertUnchanged();
        }
        assert.deepEqual(test.fastly.stores(), atFastly);
        assert.deepEqual(Object.keys(test.fastly.deployed("shop").links).sort(), ["cfg", "data", "keys"]);
      });

      it("deletes the store when no version was ever active", async () => {
        test.declare({ ...stores, ...mode });
        await test.succeed();
        test.declare(mode);
        await test.succeed();
        assert.deepEqual(test.fastly.stores(), { config: {}, kv: {}, secret: {} });
        await test.assertUnchanged();
      });
    });
  });
}
