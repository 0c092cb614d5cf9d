import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { changesBetween, changesText, reportProgress } from "../../sdk/setup/stores/contentChanges";

describe("messages about many changed contents", () => {
  const log = pulumi.log as { info: typeof pulumi.log.info };
  const { info } = log;
  let told: string[];
  beforeEach(() => {
    told = [];
    log.info = async (text) => void told.push(text);
  });
  afterEach(() => {
    log.info = info;
  });

  it("report progress every two seconds, and not at the end", () => {
    let now = 0;
    const entries = Array.from({ length: 12_000 }, (_, index) => ({ key: `${index}`, value: async () => "" }));
    const owner = { what: 'KV store "pages"', isReported: true, parent: undefined };
    const done = reportProgress(owner, entries, () => now);
    for (const [items, bytes, at] of [
      [1_000, 50_000_000, 1_999],
      [1_500, 75_000_000, 2_000],
      [500, 25_000_000, 3_999],
      [8_000, 400_000_000, 4_000],
      [1_000, 50_000_000, 9_000],
    ] as const) {
      now = at;
      done({ items, bytes });
    }
    assert.deepEqual(told, [
      'The KV store "pages": 2,500 of 12,000 items are written (125 MB)',
      'The KV store "pages": 11,000 of 12,000 items are written (550 MB)',
    ]);
  });

  it("list added, changed and removed keys, at most ten of each", () => {
    const many = Array.from({ length: 1_012 }, (_, index) => `k${String(index).padStart(4, "0")}`);
    const there = new Map([...many.map((key) => [key, "1"] as const), ["constructor", "1"]]);
    const wanted = new Map([
      ["new", "1"],
      ["k0001", "2"],
      ["k0000", "1"],
    ]);
    const changes = changesBetween(there, wanted, ["new", "k0001", "k0000"]);
    assert.equal(
      changesText(changes, true),
      "1 to be added: new; 1 to be changed: k0001; 1,011 to be removed: constructor, k0002, k0003, k0004, k0005, k0006, k0007, k0008, k0009, k0010 and 1,001 more",
    );
    assert.equal(changesText(changesBetween(new Map([["a", "1"]]), new Map([["a", "1"]]), ["a"]), false), undefined);
  });
});
