import assert from "node:assert/strict";
import { truncateSync } from "node:fs";
import { join } from "node:path";
import { resolveBackends } from "../../sdk/setup/backends";
import { resolveDictionaries } from "../../sdk/setup/dictionaries";
import { resolveLogEndpoints } from "../../sdk/setup/logEndpoints";
import { CONFIG_STORES, KV_STORES, SECRET_STORES } from "../../sdk/setup/stores/kinds";
import { underMocks } from "../support/mocks";
import { makeProject, removeProjects } from "../support/project";
import { makeReport } from "../support/report";
import { sourcesOf } from "../support/sources";

type Said = (report: ReturnType<typeof makeReport>["report"]) => unknown;

function saidBy(resolve: Said): string[] {
  const { report, said } = makeReport();
  resolve(report);
  return said();
}

describe("the limits of Fastly", () => {
  // The names of stores start with those of the project and the stack.
  before(() => underMocks(() => {}));
  after(removeProjects);

  const NOUNS: [string, (name: string) => Said][] = [
    ["backend", (name) => (report) => resolveBackends({}, { [name]: { address: "a.example.com" } }, report)],
    ["dictionary", (name) => (report) => resolveDictionaries({}, { [name]: {} }, report)],
    ["config store", (name) => (report) => CONFIG_STORES.resolve({ configStores: { [name]: {} } }, sourcesOf(report))],
    ["KV store", (name) => (report) => KV_STORES.resolve({ kvStores: { [name]: {} } }, sourcesOf(report, {}, "."))],
    ["secret store", (name) => (report) => SECRET_STORES.resolve({ secretStores: { [name]: {} } }, sourcesOf(report))],
    [
      "log endpoint",
      (name) => (report) => resolveLogEndpoints({}, { [name]: { https: { url: "https://logs.example.com" } } }, report),
    ],
  ];
  for (const [noun, resolve] of NOUNS) {
    it(`for the name of a ${noun} are checked before any request`, () => {
      assert.deepEqual(saidBy(resolve("")), [
        `error: The name of the ${noun} "" has 0 characters [name-length]`,
        "Use another name: Fastly allows names of 1 to 255 characters.",
      ]);
      assert.deepEqual(saidBy(resolve("a".repeat(256))), [
        `error: The name of the ${noun} "${"a".repeat(40)}…" has 256 characters [name-length]`,
        "Use another name: Fastly allows names of 1 to 255 characters.",
      ]);
      assert.deepEqual(saidBy(resolve("a\tb")), [
        `error: The name of the ${noun} "a\\tb" has control characters [name-unprintable]`,
        "Use a name without control characters.",
      ]);
      assert.deepEqual(saidBy(resolve("a".repeat(200))), []);
    });
  }

  it("for a store's name include its prefix at Fastly, unless the store is only linked", () => {
    const name = "a".repeat(250);
    const [message = ""] = saidBy((report) =>
      KV_STORES.resolve({ kvStores: { [name]: {} } }, sourcesOf(report, {}, ".")),
    );
    assert.equal(
      message,
      `error: The name of the KV store "${name}" at Fastly would have 269 characters: "project-stack-edge-${"a".repeat(21)}…" [store-name-long]`,
    );
    assert.deepEqual(
      saidBy((report) =>
        KV_STORES.resolve({ kvStores: { [name]: { existingName: "x" } } }, sourcesOf(report, {}, ".")),
      ),
      [],
    );
  });

  for (const name of ["1st", "a-b", "a.b", "ü"]) {
    it(`do not allow a dictionary named "${name}"`, () => {
      assert.deepEqual(
        saidBy((report) => resolveDictionaries({}, { [name]: {} }, report)),
        [
          `error: Fastly does not accept "${name}" as the name of a dictionary [dictionary-name-unfit]`,
          "Use another name: a letter first, then only letters, digits, underscores and spaces.",
        ],
      );
    });
  }

  it("for keys and values differ between kinds", () => {
    const long = (length: number) => ({ items: { ["k".repeat(length)]: "v" } });
    const large = (length: number) => ({ items: { k: "v".repeat(length) } });
    const keys: [(args: object) => Said, number, number | undefined][] = [
      [(args) => (report) => resolveDictionaries({}, { d: args }, report), 256, 8000],
      [(args) => (report) => CONFIG_STORES.resolve({ configStores: { c: args } }, sourcesOf(report)), 255, 8000],
      [
        (args) => (report) => KV_STORES.resolve({ kvStores: { k: args } }, sourcesOf(report, {}, ".")),
        1024,
        25_000_000,
      ],
    ];
    for (const [resolve, key, value = 0] of keys) {
      assert.deepEqual(saidBy(resolve(long(key))), []);
      assert.match(saidBy(resolve(long(key + 1))).join("\n"), new RegExp(`has ${key + 1} (characters|bytes)`));
      assert.deepEqual(saidBy(resolve(large(value))), []);
      assert.match(
        saidBy(resolve(large(value + 1))).join("\n"),
        new RegExp(`Give a shorter value: Fastly allows at most ${value}\\.`),
      );
    }
    const secrets = (entries: Record<string, string>) =>
      saidBy((report) => SECRET_STORES.resolve({ secretStores: { s: { entries } } }, sourcesOf(report)));
    assert.deepEqual(secrets({ ["k".repeat(255)]: "v".repeat(65_536) }), []);
    assert.match(
      secrets({ ["k".repeat(256)]: "v" }).join("\n"),
      /cannot be the name of a secret \[secret-name-unfit\]/,
    );
    assert.match(secrets({ k: "v".repeat(65_537) }).join("\n"), /has 65537 bytes/);
    assert.match(secrets({ k: "" }).join("\n"), /is empty \[secret-empty\]/);
    assert.match(secrets({ "a b": "v" }).join("\n"), /cannot be the name of a secret \[secret-name-unfit\]/);
  });

  it("for the number of items cause warnings, because support can raise them", () => {
    const items = (count: number) => ({
      items: Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, ""])),
    });
    const remedy = (limit: number) =>
      `Use a KV store for more than ${limit} items, or ask Fastly's support to raise the limit.`;
    for (const [noun, limit, resolve] of [
      [
        "dictionary",
        1000,
        (args: object): Said =>
          (report) =>
            resolveDictionaries({}, { x: args }, report),
      ],
      [
        "config store",
        500,
        (args: object): Said =>
          (report) =>
            CONFIG_STORES.resolve({ configStores: { x: args } }, sourcesOf(report)),
      ],
    ] as const) {
      assert.deepEqual(saidBy(resolve(items(limit))), []);
      assert.deepEqual(saidBy(resolve(items(limit + 1))), [
        `warning: The ${noun} "x" has ${limit + 1} items [items-many]`,
        remedy(limit),
      ]);
    }
  });

  for (const key of [".", "..", ".well-known/acme-challenge/x", "a#b", "a?b", "a;b", "a^b", "a|b", "a\nb"]) {
    it(`do not allow the key ${JSON.stringify(key)} in a KV store, declared or from a file`, () => {
      const directory = makeProject({ "kv.json": JSON.stringify({ [key]: 1 }) });
      for (const args of [{ items: { [key]: "v" } }, { file: "kv.json" }]) {
        const [message] = saidBy((report) =>
          KV_STORES.resolve({ kvStores: { k: args } }, sourcesOf(report, {}, directory)),
        );
        assert.equal(message, `error: The KV store "k" cannot have the key ${JSON.stringify(key)} [kv-key-unfit]`);
      }
    });
  }

  it("allow only a JSON object as the file of a KV store", () => {
    for (const text of ["[]", "{", "1"]) {
      const { report } = makeReport();
      const directory = makeProject({ "kv.json": text });
      KV_STORES.resolve({ kvStores: { k: { file: "kv.json" } } }, sourcesOf(report, {}, directory));
      assert.deepEqual(
        report.diagnostics.map(({ code }) => code),
        ["kv-json-unfit"],
      );
    }
  });

  it("apply to the files of KV items too", () => {
    const directory = makeProject({ "large.dat": "", "kv.json": JSON.stringify({ ["k".repeat(1025)]: "v" }) });
    truncateSync(join(directory, "large.dat"), 25_000_001);
    const declared = { section: "kv_stores" as const, items: { a: { file: "large.dat" } } };
    assert.deepEqual(
      saidBy((report) => KV_STORES.resolve({}, sourcesOf(report, { kvStores: { k: declared } }, directory))),
      [
        'error: "large.dat" has more than 25,000,000 bytes, the most that it may have [kv-file-unreadable]',
        "Split the file into several items: Fastly allows no longer values.",
      ],
    );
    assert.match(
      saidBy((report) =>
        KV_STORES.resolve({ kvStores: { k: { file: "kv.json" } } }, sourcesOf(report, {}, directory)),
      ).join("\n"),
      /has 1025 bytes/,
    );
  });
});
