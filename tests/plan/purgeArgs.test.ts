import assert from "node:assert/strict";
import { type PurgeArgs, purgeInWords, purgeOf, purgeProblems } from "../../sdk/plan/purgeArgs";

describe("the argument purge", () => {
  const CASES: [PurgeArgs | undefined, ReturnType<typeof purgeOf>, string | undefined][] = [
    [undefined, undefined, undefined],
    [{ all: true }, { all: true }, "everything"],
    [{ all: false }, undefined, undefined],
    [{ all: true, soft: false }, { all: true }, "everything"],
    [{ keys: ["a", "b", "a"] }, { keys: ["a", "b"], soft: true }, "contents with the surrogate keys a, b (soft)"],
    [{ keys: ["a"], soft: false }, { keys: ["a"], soft: false }, "contents with the surrogate key a"],
    [{ all: false, keys: [..."abcdef"] }, { keys: [..."abcdef"], soft: true }, "contents with 6 surrogate keys (soft)"],
  ];
  for (const [given, wanted, words] of CASES) {
    it(`means ${words ?? "nothing"} for ${JSON.stringify(given)}`, () => {
      const purge = purgeOf(given);
      assert.deepEqual(given ? purgeProblems(given) : [], []);
      assert.deepEqual(purge, wanted);
      assert.equal(purge && purgeInWords(purge), words);
    });
  }

  const WRONG: [PurgeArgs, string, RegExp][] = [
    [{}, "purge", /must have/],
    [{ soft: true }, "purge", /must have/],
    [{ all: true, soft: true }, "purge.soft", /no soft purge of everything/],
    [{ all: true, keys: ["a"] }, "purge.keys", /together with \[purge\.all\]/],
    [{ keys: [] }, "purge.keys", /is empty/],
    [{ keys: ["a", ""] }, "purge.keys[1]", /is not a surrogate key/],
    [{ keys: ["a b"] }, "purge.keys[0]", /is not a surrogate key/],
    [{ keys: ["é"] }, "purge.keys[0]", /is not a surrogate key/],
    [{ keys: ["a".repeat(1025)] }, "purge.keys[0]", /is not a surrogate key/],
  ];
  for (const [given, path, why] of WRONG) {
    it(`cannot be ${JSON.stringify(given).slice(0, 60)}`, () => {
      const [problem, ...others] = purgeProblems(given);
      assert.deepEqual([problem?.path, others], [path, []]);
      assert.match(problem?.why ?? "", why);
    });
  }
});
