import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Args } from "../../support/inlineStack";
import { TINY_WASM } from "../../support/project";
import { stackOfEachTest } from "../../support/suite";

const OWN: Args = { configStores: { cfg: { items: { a: "1" } } } };
const OTHER_WASM = Buffer.concat([TINY_WASM, Buffer.from([0, 1, 0])]);

/** In each case the provider alone ends in a false success, or in an error that no further run ends. */
describe("removing the last store", function () {
  this.timeout(60_000);
  const test = stackOfEachTest();

  /** Runs the Fastly CLI commands in an error, by sending their requests. */
  async function obey(told: string): Promise<void> {
    const versions = (id: string) => test.fastly.state().services.find((service) => service.id === id)?.versions ?? [];
    const numberOf = (id: string, version: string) =>
      version === "latest"
        ? versions(id).length
        : version === "active"
          ? versions(id).findIndex(({ active }) => active) + 1
          : version;
    for (const [, command, id = "", version = "", link] of told.matchAll(
      /^ {2}fastly (.+) --service-id=(\w+) --version=(\w+)(?: --id=(\w+))?$/gm,
    )) {
      const path = `/service/${id}/version/${numberOf(id, version)}`;
      if (command === "resource-link delete") {
        await test.call("DELETE", `${path}/resource/${link}`);
      } else {
        assert.ok(command === "service-version clone" || command === "service-version activate", command);
        await test.call("PUT", `${path}/${command.split(" ")[1]}`);
      }
    }
  }

  const removals = [
    ["the copy of the version", "PUT", /\/clone$/],
    ["the link", "DELETE", /\/resource\/\w+$/],
    ["the package", "PUT", /\/package$/],
  ] as const;
  for (const [step, method, path] of removals) {
    it(`works with the steps in the error, after an update without it that failed at ${step}`, async () => {
      test.declare(OWN);
      await test.succeed();
      if (step === "the package") {
        writeFileSync(join(test.directory, "bin/main.wasm"), OTHER_WASM);
      }
      test.declare({});
      test.fail(method, path);
      await test.failing();
      for (let round = 0; round < 2; round++) {
        assert.match(
          await test.failing(),
          /the store link cfg to \w+ is still there\nActivate a copy of the active version, so that a refresh reads all of it:\n/,
        );
      }
      await obey(await test.failing());
      await test.succeed("up", { refresh: true });
      assert.deepEqual(test.fastly.deployed("shop").links, {});
      await test.assertUnchanged();
    });

    it(`works with the steps in the error, after a draft without it that failed at ${step}`, async () => {
      test.declare(OWN);
      await test.succeed();
      if (step === "the package") {
        writeFileSync(join(test.directory, "bin/main.wasm"), OTHER_WASM);
      }
      test.declare({ activate: false });
      test.fail(method, path);
      await test.failing();
      if (step === "the package") {
        assert.match(await test.failing(), /is still there\nRun: pulumi up --refresh$/m);
        const told = await test.failing("up", { refresh: true });
        assert.match(told, /is still there\nRemove the link from the draft. Run:\n/);
        await obey(told);
        await test.succeed();
        const { versions } = test.fastly.service("shop");
        assert.deepEqual([versions[0]?.active, versions.at(-1)?.active, versions.at(-1)?.links], [true, false, []]);
      } else {
        assert.match(
          await test.failing(),
          /is still there\nRemove the store with a version that goes live: run pulumi up without activate: false and stage: true\. This run says how to go on\./,
        );
        test.declare({});
        await obey(await test.failing());
        await test.succeed("up", { refresh: true });
        assert.deepEqual(test.fastly.deployed("shop").links, {});
      }
      await test.assertUnchanged();
    });
  }
});
