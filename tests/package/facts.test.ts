import assert from "node:assert/strict";
import { utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openFacts } from "../../sdk/package/facts";
import { inTemporary } from "./support";

describe("facts", () => {
  /** The hash of a file after its content was replaced behind the back of the store, by the two stores. */
  const later = (milliseconds: number) => () => Date.now() + milliseconds;

  it(
    "are read again when the content changed, with the same size and modification time",
    inTemporary(async (directory) => {
      const [file, path] = [join(directory, "facts.json"), join(directory, "x")];
      const write = (text: string) => {
        writeFileSync(path, text);
        utimesSync(path, 1e9, 1e9);
      };
      write("one");
      const first = openFacts(file, directory, later(10_000));
      const one = (await first.of(path)).hash;
      first.save();
      assert.equal((await openFacts(file, directory).of(path)).hash, one);
      // The change time has a resolution of a few milliseconds.
      await new Promise((resolve) => setTimeout(resolve, 20));
      write("two");
      assert.notEqual((await openFacts(file, directory).of(path)).hash, one);
    }),
  );

  it(
    "are kept for a file that was left alone, and not for one that was just written",
    inTemporary(async (directory) => {
      const path = join(directory, "x");
      writeFileSync(path, "import '../y'; process.env.GITHUB_SHA");
      for (const [name, clock, kept] of [
        ["settled.json", later(10_000), true],
        ["fresh.json", later(0), false],
      ] as const) {
        const store = openFacts(join(directory, name), directory, clock);
        const facts = await store.of(path);
        assert.deepEqual([facts.paths, facts.variables], [["../y"], ["GITHUB_SHA"]]);
        store.save();
        const again = openFacts(join(directory, name), directory, clock);
        // Kept facts come with their stamp.
        assert.equal("stamp" in (await again.of(path)), kept);
      }
    }),
  );
});
