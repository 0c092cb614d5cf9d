import assert from "node:assert/strict";
import { markOf, withMark } from "../../sdk/fastly/versionMark";
import type { Facts, ReleaseEnd, ReleaseRules } from "../../sdk/release/nextStep";
import { release } from "../../sdk/release/release";

/** A killed run. */
class Killed extends Error {}

/** What is at Fastly, and which versions work. */
interface World {
  active: number | undefined;
  staged?: number;
  comments: Map<number, string>;
  activated: number[];
  good: Set<number>;
  /** The versions that fail on the staging network. */
  badOnStaging?: Set<number>;
  /** The versions with bad statistics. */
  badStatistics?: Set<number>;
  /** Contents that belong to no version: the live ones, and those in the state. */
  contents: { live: number; state: number };
  /** The versions that were live, in order. */
  history: (number | undefined)[];
}

/** @param served the version that serves requests. Default: the first. */
function world(good: number[], served: "nothing" | 1 = 1): World {
  const active = served === "nothing" ? undefined : served;
  return {
    active,
    comments: new Map(active === undefined ? [] : [[active, withMark({ version: active, state: "verified" }, "W")]]),
    activated: active === undefined ? [] : [active],
    good: new Set(good),
    contents: { live: 1, state: 1 },
    history: [active],
  };
}

/** The provider has prepared a version: a clone of the last one, with its comment. */
function prepare(at: World, version: number): void {
  if (!at.comments.has(version)) {
    at.comments.set(version, at.comments.get(version - 1) ?? "W");
  }
}

/**
 * Releases a version.
 *
 * @param kill the number of the act before which the run is killed. A negative number: after which act.
 */
async function run(at: World, version: number, rules: Partial<ReleaseRules> = {}, kill?: number): Promise<ReleaseEnd> {
  prepare(at, version);
  let acts = 0;
  const act = <T>(effect: () => T) => {
    acts += 1;
    if (acts === kill) {
      throw new Killed();
    }
    const value = effect();
    if (kill !== undefined && acts === -kill) {
      throw new Killed();
    }
    return value;
  };
  // The engine only writes differences from its state. Each version has its own contents.
  let before: number | undefined;
  if (at.contents.state !== version) {
    before = at.contents.live;
    at.contents = { live: version, state: version };
  }
  const facts: Facts = {
    contents: {
      get isChanged() {
        return before !== undefined;
      },
      removed: [],
    },
    isWritten: false,
    version,
    active: at.active,
    staged: at.staged,
    commentOf: new Map(at.comments),
    activated: at.activated,
    results: {},
  };
  return release(
    facts,
    { goesBack: true, isStaged: false, isRehearsed: false, isWatched: false, ...rules },
    {
      mark: async (mark, comment) =>
        act(() => {
          const marked = withMark(mark, comment);
          at.comments.set(mark.version, marked);
          return marked;
        }),
      activate: async (wanted) =>
        act(() => {
          at.active = wanted;
          at.activated.push(wanted);
          at.history.push(wanted);
        }),
      rehearse: async (comment) =>
        act(() => {
          const copy = 100 + at.comments.size;
          at.comments.set(copy, withMark({ version: copy, state: "rehearsal", other: version }, comment));
          return copy;
        }),
      stage: async (wanted) =>
        act(() => {
          at.staged = wanted;
        }),
      writeAgain: async () =>
        act(() => {
          before ??= at.contents.live;
          at.contents.live = at.contents.state;
        }),
      putBack: async () =>
        act(() => {
          at.contents.live = before ?? at.contents.live;
          before = undefined;
        }),
      check: async (where) =>
        act(() => {
          const isBad = {
            live: !at.good.has(at.active ?? 0),
            staging: at.badOnStaging?.has(rehearsedBy(at) ?? at.staged ?? 0),
            watch: at.badStatistics?.has(at.active ?? 0),
          }[where];
          return isBad ? ["it fails"] : [];
        }),
    },
  );
}

/** The version that the staged one copies. */
function rehearsedBy({ staged = 0, comments }: World): number | undefined {
  const mark = markOf(staged, comments.get(staged));
  return mark?.state === "rehearsal" ? mark.other : undefined;
}

/** Everything that a release can do. */
const RULES: Partial<ReleaseRules> = { isStaged: true, isWatched: true };
const REHEARSED = { ...RULES, isRehearsed: true };

describe("the steps of a release", () => {
  it("make a good version live, and leave it so", async () => {
    const at = world([1, 2]);
    assert.deepEqual(await run(at, 2), { is: "good" });
    assert.deepEqual(at.history, [1, 2]);
    assert.deepEqual(await run(at, 2), { is: "good" });
    assert.deepEqual(at.history, [1, 2]);
    assert.equal(at.comments.get(2), "release 2 verified: W");
  });

  it("take a bad version back, and do not try that again", async () => {
    const at = world([1]);
    assert.deepEqual(await run(at, 2), { is: "taken back", wrong: ["it fails"], to: 1 });
    assert.deepEqual(await run(at, 2), { is: "taken back", wrong: undefined, to: 1 });
    assert.deepEqual(at.history, [1, 2, 1]);
  });

  it("keep a bad version live on request, or without an earlier one, and report it in every run", async () => {
    const kept = world([1]);
    assert.deepEqual(await run(kept, 2, { goesBack: false }), {
      is: "failing",
      wrong: ["it fails"],
      isNew: true,
      before: 1,
    });
    assert.deepEqual(await run(kept, 2, { goesBack: false }), {
      is: "failing",
      wrong: ["it fails"],
      isNew: true,
      before: 1,
    });
    const first = world([], "nothing");
    assert.deepEqual(await run(first, 1), { is: "failing", wrong: ["it fails"], isNew: true, before: undefined });
    assert.deepEqual([kept.active, first.active], [2, 1]);
  });

  it("go back from a bad fix to the last good version", async () => {
    const at = world([1]);
    await run(at, 2, { goesBack: false });
    assert.deepEqual(await run(at, 3), { is: "taken back", wrong: ["it fails"], to: 1 });
  });

  it("do not take back a version that passed before, even if it fails now", async () => {
    const at = world([1, 2]);
    await run(at, 2);
    at.good.clear();
    assert.deepEqual(await run(at, 2), { is: "failing", wrong: ["it fails"], isNew: false, before: undefined });
    assert.equal(at.active, 2);
  });

  it("respect a manual activation of another version, or of one that was taken back", async () => {
    const at = world([1, 2]);
    await run(at, 2);
    at.active = 1;
    assert.deepEqual(await run(at, 2), { is: "replaced", by: 1 });
    const again = world([1]);
    await run(again, 2);
    again.active = 2;
    assert.deepEqual(await run(again, 2), { is: "failing", wrong: ["it fails"], isNew: false, before: undefined });
    again.good.add(2);
    assert.deepEqual(await run(again, 2), { is: "good" });
    assert.equal(again.comments.get(2), "release 2 verified: W");
  });

  it("ignore a mark that a clone has from another version", async () => {
    const at = world([1, 2]);
    prepare(at, 2);
    assert.equal(at.comments.get(2), "release 1 verified: W");
    assert.deepEqual(await run(at, 2), { is: "good" });
  });

  it("stop a version that fails on the staging network, and try it again there", async () => {
    const at = world([1, 2]);
    at.badOnStaging = new Set([2]);
    for (let time = 0; time < 2; time++) {
      assert.deepEqual(await run(at, 2, { isStaged: true }), { is: "held back", wrong: ["it fails"], live: 1 });
    }
    assert.deepEqual([at.history, at.staged], [[1], 2]);
    at.badOnStaging.clear();
    assert.deepEqual(await run(at, 2, { isStaged: true }), { is: "good" });
  });

  it("rehearse a new copy on the staging network in each run, and release the version itself", async () => {
    const at = world([1, 2]);
    at.badOnStaging = new Set([2]);
    for (let time = 0; time < 2; time++) {
      assert.deepEqual(await run(at, 2, REHEARSED), { is: "held back", wrong: ["it fails"], live: 1 });
    }
    assert.deepEqual([at.history, at.staged], [[1], 103]);
    at.badOnStaging.clear();
    assert.deepEqual(await run(at, 2, REHEARSED), { is: "good" });
    assert.deepEqual([at.history, at.staged], [[1, 2], 104]);
    assert.equal(at.comments.get(104), "release 104 rehearsal of 2: W");
    const staged = at.staged;
    assert.deepEqual(await run(at, 2, REHEARSED), { is: "good" });
    assert.equal(at.staged, staged, "an unchanged run stages nothing");
  });

  it("stage nothing when no version is live", async () => {
    const at = world([1], "nothing");
    at.badOnStaging = new Set([1]);
    assert.deepEqual(await run(at, 1, { isStaged: true }), { is: "good" });
    assert.equal(at.staged, undefined);
  });

  it("take back a version with bad statistics, and do not watch in a later run", async () => {
    const at = world([1, 2, 3]);
    at.badStatistics = new Set([2, 3]);
    assert.deepEqual(await run(at, 2, { isWatched: true }), { is: "taken back", wrong: ["it fails"], to: 1 });
    at.badStatistics.clear();
    assert.deepEqual(await run(at, 3, { isWatched: true }), { is: "good" });
    at.badStatistics.add(3);
    assert.deepEqual(await run(at, 3, { isWatched: true }), { is: "good" });
  });

  it("restore contents with the version, and write the new ones when it goes live again", async () => {
    const at = world([1]);
    for (let time = 0; time < 2; time++) {
      assert.equal((await run(at, 2)).is, "taken back");
      assert.deepEqual(at.contents, { live: 1, state: 2 });
      assert.equal(at.comments.get(2), "release 2 taken back to 1, contents as before: W");
    }
    at.active = 2;
    at.good.add(2);
    assert.equal((await run(at, 2)).is, "good");
    assert.deepEqual(at.contents, { live: 2, state: 2 });
    assert.equal(at.comments.get(2), "release 2 verified: W");
  });

  it("restore contents of a version that failed on the staging network, each time", async () => {
    const at = world([1, 2]);
    at.badOnStaging = new Set([2]);
    for (let time = 0; time < 2; time++) {
      assert.equal((await run(at, 2, RULES)).is, "held back");
      assert.deepEqual(at.contents, { live: 1, state: 2 });
    }
    at.badOnStaging.clear();
    assert.equal((await run(at, 2, RULES)).is, "good");
    assert.deepEqual(at.contents, { live: 2, state: 2 });
  });

  it("restore contents that changed without a version, and keep those of a version that stays live", async () => {
    const at = world([1, 2]);
    await run(at, 2);
    at.contents = { live: 7, state: 7 };
    at.good.delete(2);
    assert.equal((await run(at, 2)).is, "failing");
    assert.deepEqual(at.contents, { live: 7, state: 2 });
    const kept = world([1]);
    assert.equal((await run(kept, 2, { goesBack: false })).is, "failing");
    assert.deepEqual(kept.contents, { live: 2, state: 2 });
  });

  const MOST_ACTS = 16;
  for (const [title, good, next, rules] of [
    ["a good version", [1, 2], 2, RULES],
    ["a bad version", [1], 2, RULES],
    ["a good version, followed by another one", [1, 2, 3], 3, RULES],
    ["a bad version, followed by a mended one", [1, 3], 3, RULES],
    ["a bad version, followed by another bad one", [1], 3, RULES],
    ["a good version that is rehearsed", [1, 2], 2, REHEARSED],
    ["a bad version that is rehearsed, followed by a mended one", [1, 3], 3, REHEARSED],
  ] as [string, number[], number, Partial<ReleaseRules>][]) {
    it(`lead to the same result after a kill at any of them: ${title}`, async () => {
      let killed = 0;
      for (let kill = -MOST_ACTS; kill <= MOST_ACTS; kill++) {
        const at = world(good);
        const died = await run(at, 2, rules, kill).then(
          () => false,
          (error: unknown) => error instanceof Killed,
        );
        killed += Number(died);
        const end = await run(at, next, rules);
        const isGood = good.includes(next);
        assert.equal(end.is, isGood ? "good" : "taken back", `kill ${kill}`);
        assert.equal(at.active, isGood ? next : good.includes(2) ? 2 : 1, `kill ${kill}: ${at.history}`);
        // A live version has its declared contents. After a version was taken back, the contents are those of before,
        // unless the run was killed.
        assert.ok(isGood || died || at.contents.live === (good.includes(2) ? 2 : 1), `kill ${kill}`);
        if (isGood) {
          assert.equal(at.contents.live, next, `kill ${kill}: the contents`);
        }
        assert.ok(
          at.history.every((version) => Number(version) < 100),
          `kill ${kill}: a rehearsal was live`,
        );
        // A failed version is not tried a second time.
        assert.ok(died || at.history.filter((version) => version === 2).length <= 1, `kill ${kill}: ${at.history}`);
        assert.equal((await run(at, next, rules)).is, isGood ? "good" : "taken back");
      }
      assert.ok(killed >= 8, `${killed} kills`);
    });
  }
});
