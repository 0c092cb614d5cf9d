import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describeOnEachEngine } from "../support/engines";
import type { Args } from "../support/inlineStack";
import { TINY_WASM } from "../support/project";
import { stackOfEachTest } from "../support/suite";

const OTHER_WASM = Buffer.concat([TINY_WASM, Buffer.from([0, 1, 0])]);

/** The request that fails in a first update, and the part that its version then lacks. */
const FAILING: [title: string, method: string, path: RegExp, lacks: RegExp][] = [
  ["its link", "POST", /\/version\/\d+\/resource/, /the store link data to \w{22} is missing/],
  ["its package", "PUT", /\/version\/\d+\/package/, /the package is \w{12}… instead of \w{12}…/],
];

/** The change in the next run. */
const NEXT: [title: string, args: Args, wasm?: Buffer][] = [
  ["another package", {}, TINY_WASM],
  ["another backend", { backends: { api: { address: "api.example.com" } } }],
];

describeOnEachEngine("an update that failed before its version had", function (engine) {
  this.timeout(240_000);
  const test = stackOfEachTest({ engine });
  const pack = (wasm: Buffer) => writeFileSync(join(test.directory, "bin/main.wasm"), wasm);

  for (const [what, method, path, lacks] of FAILING) {
    for (const [title, change, wasm] of NEXT) {
      for (const began of [{}, { activate: false }] as Args[]) {
        const how = began.activate === false ? "a draft" : "an active version";
        it(`${what}, for ${how}, refuses ${title} until the remedy was carried out`, async () => {
          const { id } = await test.call("POST", "/resources/stores/kv", { name: "data" });
          const links: Args = { kvStores: { data: { existingId: id } } };
          test.declare({});
          await test.succeed();
          pack(OTHER_WASM);
          test.declare({ ...links, ...began });
          test.fail(method, path);
          await test.failing();
          pack(wasm ?? OTHER_WASM);
          test.declare({ ...links, ...change });
          for (const operation of ["preview", "up"] as const) {
            const told = await test.failing(operation);
            assert.match(
              told,
              /version 1 of the service \w{22} is not as the state says: \[version-not-as-in-state\]\n/,
            );
            assert.match(told, lacks);
            assert.match(told, /\nRun: pulumi up --refresh$/);
          }
          assert.equal(test.fastly.deployed("shop").activeVersion, 1);
          await test.succeed("up", { refresh: true });
          const live = test.fastly.deployed("shop");
          assert.deepEqual(Object.keys(live.links), ["data"]);
          assert.deepEqual(Object.keys(live.backends), Object.keys(change.backends ?? {}));
          await test.assertUnchanged();
        });
      }
    }
  }
});
