import assert from "node:assert/strict";
import * as fc from "fast-check";
import { lineIndex, scan } from "../../sdk/manifest/positions";
import { isTable, parseToml, type TomlTable, type TomlValue } from "../../sdk/manifest/toml";
import { corpus } from "./corpus";
import { tomlText } from "./generate";

const RUNS = process.env.TEST_LONG ? 100_000 : 2_000;

describe("the line of a key in a manifest", () => {
  const text = `# comment
name = "a"
setup.backends.'api.example.com' = { address = "a", port = 443 }
authors = [
  "one", # ]
  "two",
]

[[local_server.kv_stores.store]]
key = "a"
[[local_server.kv_stores.store]]
key = """
[not.a.table]
"""
data = "b"
  [local_server.kv_stores.store.more]
  x = 1
[ local_server . "quoted key" ]
y = 1
`;
  const cases: [string[], number | undefined][] = [
    [["name"], 2],
    [["setup"], 3],
    [["setup", "backends", "api.example.com", "port"], 3],
    [["authors"], 4],
    [["authors", "1"], 6],
    [["local_server"], 9],
    [["local_server", "kv_stores", "store", "0", "key"], 10],
    [["local_server", "kv_stores", "store", "1"], 11],
    [["local_server", "kv_stores", "store", "1", "data"], 15],
    [["local_server", "kv_stores", "store", "1", "more", "x"], 17],
    [["local_server", "quoted key", "y"], 19],
    [["local_server", "quoted key", "absent"], 18],
    [["absent"], undefined],
  ];
  for (const [path, line] of cases) {
    it(`is ${line ?? "unknown"} for ${path.join(" > ")}`, () => {
      assert.equal(lineIndex(text)(path), line);
    });
  }

  it("is the one where the parser finds the value, in any text", () => {
    fc.assert(fc.property(tomlText, checkScan), { numRuns: RUNS, seed: 815 });
  });

  it("is the one where the parser finds the value, in every real manifest", function () {
    assert.equal([...corpus(this).values()].filter(checkScan).length, 202);
  });
});

/**
 * Compares the scan with the parser's result: the paths are the same, and the text of each value parses to that value.
 */
function checkScan(withBom: string): boolean {
  const text = withBom.replace(/^\uFEFF/, "");
  let values: TomlTable;
  try {
    values = parseToml(text);
  } catch {
    return false;
  }
  const definitions = scan(text);
  const scanned = new Set(
    definitions.flatMap(({ path }) => path.map((_, index) => JSON.stringify(path.slice(0, index + 1)))),
  );
  assert.deepEqual([...scanned].sort(), paths(values).sort());
  for (const { path, value } of definitions) {
    if (value !== undefined) {
      const reparsed = parseToml(`value = ${text.slice(value.start, value.end)}`).value;
      assert.deepEqual(reparsed, at(values, path));
    }
  }
  return true;
}

function paths(value: TomlValue, prefix: string[] = []): string[] {
  if (!isTable(value) && !Array.isArray(value)) {
    return [];
  }
  return Object.entries(value).flatMap(([key, item]) => {
    const path = [...prefix, key];
    return [JSON.stringify(path), ...paths(item, path)];
  });
}

function at(values: TomlTable, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => (value as TomlTable)[key], values);
}
