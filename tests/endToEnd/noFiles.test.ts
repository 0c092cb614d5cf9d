import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Args } from "../support/inlineStack";
import { makeProject, TINY_WASM } from "../support/project";
import { stackOfEachTest } from "../support/suite";

const HEAD = 'manifest_version = 3\nname = "shop"\nlanguage = "other"\n';

/** Things in the place of an expected file, and the error for each. */
const OTHERS: [what: string, make: (path: string) => void, says: RegExp][] = [
  ["a named pipe", (path) => execFileSync("mkfifo", [path]), /is a named pipe; a regular file is needed/],
  ["a directory", (path) => mkdirSync(path), /is a directory; a file is needed/],
];
/** A sparse file: it uses no blocks of the disk. */
const OVERSIZE: (typeof OTHERS)[number] = [
  "a file beyond its limit",
  (path) => {
    writeFileSync(path, "");
    truncateSync(path, 300_000_000);
  },
  /has more than [\d,]+ bytes, the most that it may have/,
];

const PLACES: [place: string, file: string, manifest: string, args: Args, others: typeof OTHERS][] = [
  ["env_file", "vars", '[scripts]\nbuild = "true"\nenv_file = "vars"\n', {}, [...OTHERS, OVERSIZE]],
  ["bin/main.wasm", "bin/main.wasm", "", {}, OTHERS],
  ["bin/main.wasm of a build", "bin/main.wasm", '[scripts]\nbuild = "cp -a made bin/main.wasm"\n', {}, OTHERS],
  ["the file of a KV store", "kv.json", '[setup.kv_stores.kv]\nfile = "kv.json"\n', {}, [...OTHERS, OVERSIZE]],
  ["the file of an item", "value", '[setup.kv_stores.kv.items.a]\nfile = "value"\n', {}, [...OTHERS, OVERSIZE]],
  ["package.path", "made.tar.gz", "", { package: { path: "made.tar.gz" } }, OTHERS],
];

describe("a path that leads to no regular file", function () {
  // A run that waits for a writer of the pipe fails here.
  this.timeout(30_000);
  const test = stackOfEachTest();

  for (const [place, file, manifest, args, others] of PLACES) {
    for (const [what, make, says] of others) {
      it(`is one error at once in preview and up: ${what} as ${place}`, async () => {
        writeFileSync(join(test.directory, "fastly.toml"), HEAD + manifest);
        rmSync(join(test.directory, file), { force: true });
        make(join(test.directory, file));
        make(join(test.directory, "made"));
        test.declare(args);
        for (const operation of ["preview", "up"] as const) {
          const { ok, errors } = await test.run(operation);
          assert.equal(ok, false, `${operation} succeeded`);
          assert.equal(errors.length, 1, errors.join("\n\n"));
          assert.match(errors[0] ?? "", says);
          assert.ok(errors[0]?.includes(file), errors[0]);
        }
        assert.deepEqual(test.fastly.services(), []);
      });
    }
  }

  it("is one error at once when a link in the project leads there", async () => {
    const outside = makeProject({ "main.wasm": TINY_WASM });
    execFileSync("mkfifo", [join(outside, "pipe")]);
    rmSync(join(test.directory, "bin/main.wasm"));
    symlinkSync(join(outside, "pipe"), join(test.directory, "bin/main.wasm"));
    test.declare({});
    assert.match(await test.failing("preview"), /is a named pipe; a regular file is needed/);
  });
});
