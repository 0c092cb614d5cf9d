import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openFacts } from "../../sdk/sources/facts";
import { inTemporary } from "../package/support";

describe("facts", () => {
  /** The hashes in two stores of a file whose content was replaced without their knowledge. */
  const later = (milliseconds: number) => () => Date.now() + milliseconds;

  it(
    "are computed again when the content changed, even with the same size and modification time",
    inTemporary(async (directory) => {
      const [file, path] = [join(directory, "facts.json"), join(directory, "x")];
      const write = (text: string) => {
        writeFileSync(path, text);
        utimesSync(path, 1e9, 1e9);
      };
      write("one");
      const first = openFacts(file, directory, later(10_000));
      const one = await first.hashOf(path);
      first.save();
      assert.equal(await openFacts(file, directory).hashOf(path), one);
      // The change time has a resolution of a few milliseconds.
      await new Promise((resolve) => setTimeout(resolve, 20));
      write("two");
      assert.notEqual(await openFacts(file, directory).hashOf(path), one);
    }),
  );

  it(
    "are stored for an old file, and not for one that was just written",
    inTemporary(async (directory) => {
      const path = join(directory, "x");
      writeFileSync(path, "x");
      for (const [name, clock, kept] of [
        ["settled.json", later(10_000), true],
        ["fresh.json", later(0), false],
      ] as const) {
        const file = join(directory, name);
        const store = openFacts(file, directory, clock);
        await store.hashOf(path);
        assert.equal(await store.idOf(path, statSync(path)), gitId(directory, path));
        assert.equal(
          store.of("key", "content", () => "read"),
          "read",
        );
        store.save();
        assert.equal(readFileSync(file, "utf8").includes('"file x"'), kept);
        assert.equal(
          openFacts(file, directory, clock).of("key", "content", () => "again"),
          "read",
        );
        assert.equal(
          openFacts(file, directory, clock).of("key", "other", () => "again"),
          "again",
        );
      }
    }),
  );
});

function gitId(directory: string, path: string): string {
  return execFileSync("git", ["hash-object", path], { cwd: directory, encoding: "utf8" }).trim();
}
