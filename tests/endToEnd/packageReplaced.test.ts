import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import { ComputeService } from "../../sdk";
import { makePackage } from "../../sdk/package";
import { MANIFEST, TINY_WASM } from "../support/project";
import { stackOfEachTest } from "../support/suite";

/** Another program than the smallest one: it has an empty section of its own. */
const OTHER_WASM = Buffer.concat([TINY_WASM, Buffer.from([0x00, 0x02, 0x01, 0x61])]);

const FILLING = { method: "PUT", path: /\/keys\// };

describe("a package whose file is replaced before the upload", function () {
  this.timeout(60_000);
  const test = stackOfEachTest();

  beforeEach(() => {
    writeFileSync(join(test.directory, "other.wasm"), OTHER_WASM);
    test.fastly.inject({ ...FILLING, fault: { delayMs: 3_000 } });
  });

  /** The store is filled once the package is made, and the service waits for its store. */
  async function packed(): Promise<void> {
    const { method, path } = FILLING;
    while (!test.fastly.requests.some((request) => request.method === method && path.test(request.path))) {
      await delay(20);
    }
  }

  const waiting = { serviceName: "one", kvStores: { k: { items: { a: "1" } } }, writeServiceId: false };

  it("is not uploaded when a later component of the program has packed something else", async () => {
    test.define((directory) => {
      new ComputeService("one", { directory, ...waiting });
      pulumi.output(packed().then(() => true)).apply(() => {
        const args = { serviceName: "two", package: { path: "other.wasm" }, writeServiceId: false };
        new ComputeService("two", { directory, ...args });
      });
    });
    assert.match(
      await test.failing(),
      /"one-check-package" failed: The package .*shop\.tar\.gz was not uploaded.*\[package-replaced\]\n/,
    );
    assert.deepEqual(
      test.fastly.services().map(({ name }) => name),
      ["two"],
    );
    await test.succeed("destroy");
  });

  it("is not uploaded when another run has packed something else", async () => {
    test.declare(waiting, {}, "one");
    const run = test.failing();
    await packed();
    await makePackage({
      directory: test.directory,
      name: "shop",
      scripts: { envVars: [] },
      manifestText: MANIFEST,
      manifestName: "fastly.toml",
      package: { path: "other.wasm" },
      preview: false,
      log: () => {},
    });
    assert.match(await run, /\[package-replaced\]\n/);
    await test.succeed();
    await test.succeed("destroy");
  });
});
