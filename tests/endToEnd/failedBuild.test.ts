import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Args } from "../support/inlineStack";
import { MANIFEST } from "../support/project";
import { stackOfEachTest } from "../support/suite";

/** Reasons why a package is not made. */
const FAILURES: [title: string, args: Args, manifest: string, told: RegExp][] = [
  [
    "whose build fails",
    {},
    `${MANIFEST}[scripts]\nbuild = "exit 3"\n`,
    /The build of \S+ failed: "exit 3" exited with/,
  ],
  ["whose package is not there", { package: { path: "pkg/none.tar.gz" } }, MANIFEST, /pkg\/none\.tar\.gz", which does/],
  [
    "whose package is another one",
    { package: { path: "bin/main.wasm", expectHash: "0".repeat(128) } },
    MANIFEST,
    /but "package\.expectHash" is 0{128}/,
  ],
];

const CONTENTS: Args = {
  configStores: { cfg: { items: { a: "1" } } },
  kvStores: { data: { items: { a: "1" } } },
  secretStores: { keys: { entries: { A: "s3cret" } } },
};

describe("a run whose package cannot be made", function () {
  this.timeout(60_000);
  const test = stackOfEachTest();

  const manifest = (text: string) => writeFileSync(join(test.directory, "fastly.toml"), text);

  for (const [title, args, text, told] of FAILURES) {
    it(`creates nothing for a service ${title}`, async () => {
      manifest(text);
      test.declare({ ...CONTENTS, ...args });
      for (const operation of ["preview", "up"] as const) {
        assert.match(await test.failing(operation), told);
      }
      assert.deepEqual(test.writes(), []);
    });

    it(`writes nothing that the live service reads, for a service ${title}`, async () => {
      const linked: Record<string, string> = {};
      for (const kind of ["config", "kv", "secret"]) {
        linked[kind] = (await test.call("POST", `/resources/stores/${kind}`, { name: `by-hand-${kind}` })).id;
      }
      test.declare(CONTENTS);
      await test.succeed();
      manifest(text);
      test.writes();
      const before = test.fastly.state();
      test.declare({
        configStores: {
          cfg: { items: { a: "2", b: "3" } },
          linkedCfg: { existingId: linked.config, items: { a: "2" } },
        },
        kvStores: { data: { items: { a: "2" } }, linkedKv: { existingId: linked.kv, items: { a: "2" } } },
        secretStores: { keys: { entries: { A: "t" } }, linkedKeys: { existingId: linked.secret, entries: { A: "t" } } },
        dictionaries: { words: { items: { a: "1" } } },
        ...args,
      });
      assert.match(await test.failing(), told);
      assert.deepEqual(test.writes(), []);
      assert.deepEqual(test.fastly.state(), before);
      manifest(MANIFEST);
      test.declare({ kvStores: { data: { items: { a: "2" } } }, ...CONTENTS, ...{ package: undefined } });
      await test.succeed();
    });
  }

  describe("in a destroy that runs the program for removeServiceId", () => {
    const removing: Args = { ...CONTENTS, removeServiceId: true };
    const read = () => readFileSync(join(test.directory, "fastly.toml"), "utf8");

    for (const [title, change] of [
      ["whose build fails", (text: string) => `${text}[scripts]\nbuild = "exit 3"\n`],
      ["that is built anew, of other sources", (text: string) => `${text}description = "another"\n`],
    ] as const) {
      it(`needs no package of a service ${title}`, async () => {
        test.declare(removing);
        await test.succeed();
        assert.match(read(), /^service_id = /m);
        manifest(change(read()));
        test.declare({ ...removing, backends: { more: { address: "more.example.com" } } });
        await test.succeed("destroy", { runProgram: true });
        assert.deepEqual(test.fastly.services(), []);
        assert.equal(read(), change(MANIFEST));
      });
    }

    for (const [title, args, text, told] of FAILURES) {
      it(`writes nothing for a service ${title}: it is refused in preview and in up`, async () => {
        manifest(text);
        test.declare({ ...removing, ...args });
        for (const operation of ["preview", "up"] as const) {
          assert.match(await test.failing(operation), told);
        }
        assert.deepEqual(test.writes(), []);
        manifest(MANIFEST);
        test.declare(removing);
        await test.succeed();
        manifest(readFileSync(join(test.directory, "fastly.toml"), "utf8") + text.replace(MANIFEST, ""));
        test.writes();
        test.declare({ ...removing, kvStores: { data: { items: { a: "2" } } }, ...args });
        assert.match(await test.failing(), told);
        assert.deepEqual(test.writes(), []);
      });
    }
  });
});
