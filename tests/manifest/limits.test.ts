import { deepEqual, equal, match, ok, throws } from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { storedToken } from "../../sdk/fastly/cliTokens";
import { findManifests, parseManifest } from "../../sdk/manifest";
import { scan } from "../../sdk/manifest/positions";
import { parseToml, TomlSyntaxError } from "../../sdk/manifest/toml";
import { writeServiceId } from "../../sdk/manifest/writeBack";
import { KV_STORES } from "../../sdk/setup/stores/kinds";
import { makeReport } from "../support/report";
import { sourcesOf } from "../support/sources";

const RUNS = process.env.TEST_LONG ? 100_000 : 500;

describe("a file that cannot be a manifest", () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "limits-"));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const OTHERS: Record<string, (path: string) => void> = {
    "a named pipe": (path) => execFileSync("mkfifo", [path]),
    "a device": (path) => symlinkSync("/dev/zero", path),
    "a directory": (path) => mkdirSync(path),
    "more than 1,000,000 bytes": (path) => {
      writeFileSync(path, "");
      truncateSync(path, 1_000_001);
    },
  };
  for (const [what, make] of Object.entries(OTHERS)) {
    const says = new RegExp(`(is|has) ${what}[;,]`);
    it(`is refused at once: ${what}`, () => {
      make(join(directory, "fastly.toml"));
      throws(() => findManifests(directory), says);
    });

    it(`is refused at once as the file of an environment: ${what}`, () => {
      writeFileSync(join(directory, "fastly.toml"), 'manifest_version = 3\nname = "a"\n');
      make(join(directory, "fastly.prod.toml"));
      throws(() => findManifests(directory, "prod"), says);
      throws(() => findManifests(directory, undefined, "prod"), says);
    });

    it(`is not changed when the id is written: ${what}`, async () => {
      make(join(directory, "fastly.toml"));
      const result = await writeServiceId(join(directory, "fastly.toml"), "SU1Z0isxPaozGVKXdv0eY");
      equal(result.status, "failed");
    });

    it(`contains no token for the component: ${what}`, () => {
      make(join(directory, "config.toml"));
      equal(storedToken(join(directory, "config.toml")), undefined);
    });

    it(`is refused as a KV file and as an item's value: ${what}`, () => {
      make(join(directory, "kv"));
      const { report, said } = makeReport();
      const declared = { section: "kv_stores" as const, items: { a: { file: "kv" } } };
      KV_STORES.resolve(
        { kvStores: { k: { file: "kv" } } },
        sourcesOf(report, { kvStores: { k: declared } }, directory),
      );
      const messages = said().filter((line) => line.startsWith("error: "));
      equal(messages.length, what.startsWith("more") ? 1 : 2);
      // A link leads to the device here, and for an item the link itself is refused.
      const isRefused = (message: string) => says.test(message) || /a link that leads there/.test(message);
      ok(what.startsWith("more") || messages.every(isRefused), messages.join("\n"));
    });
  }

  for (const [what, text] of [
    ["a key of 100,000 parts", `${Array(100_000).fill("a").join(".")} = 1`],
    ["a header of 100,000 parts", `\n\n[${Array(100_000).fill("a").join(".")}]`],
    ["a list of tables of 200 parts", `[[${Array(200).fill("a").join(".")}]]`],
    ["lists in lists", `a = ${"[".repeat(50_000)}${"]".repeat(50_000)}`],
    ["tables in tables", `a = ${"{ a = ".repeat(500)}1${"}".repeat(500)}`],
  ] as const) {
    it(`is refused when it is nested too deeply: ${what}`, () => {
      const { diagnostics, manifest } = parseManifest(text, "fastly.toml");
      equal(manifest, undefined);
      match(diagnostics[0]?.message ?? "", /nested/);
      ok((diagnostics[0]?.line ?? 1) <= 3);
    });
  }

  it("has all its mistakes reported, up to a hundred lines", () => {
    const items = Array.from({ length: 20_000 }, (_, index) => `k${index} = 1`);
    writeFileSync(
      join(directory, "fastly.toml"),
      `manifest_version = 3\nname = "a"\n[setup.dictionaries.d.items]\n${items.join("\n")}\n`,
    );
    throws(
      () => findManifests(directory),
      ({ message }: Error) =>
        message.includes(": 20000 problems [manifest-unusable]\n") && message.endsWith("\nand 19900 more"),
    );
  });

  const line = (make: (index: number) => string, count: number) =>
    Array.from({ length: count }, (_, index) => make(index)).join("\n");
  for (const [what, text] of [
    ["a key that looks like another, on each line", line((index) => `nam${index} = 1`, 60_000)],
    ["a table on each line", line((index) => `[setup.backends.b${index}]\nport = "x"`, 20_000)],
    ["a deep table on each line", line((index) => `[${"a.".repeat(60)}k${index}]`, 6_000)],
    ["an element of a list on each line", `name = 1\nx = [\n${line(() => "1,", 100_000)}\n]`],
    ["a list of tables", "[[a]]\n".repeat(150_000)],
    ["blanks", "\n ".repeat(500_000)],
    ["comments", "#\n".repeat(500_000)],
    ["quotes", `a = "${'\\"'.repeat(450_000)}"\nname = 1`],
    ["an open string", `a = """${'"" '.repeat(300_000)}`],
    ["digits", `a = ${"1_".repeat(450_000)}1\nname = 1`],
  ] as const) {
    it(`is read in a time in proportion to its length: ${what}`, () => {
      ok(text.length <= 1_000_000, `${text.length}`);
      const start = Date.now();
      parseManifest(text, "fastly.toml");
      ok(Date.now() - start < 20_000, `${Date.now() - start} ms`);
    });
  }

  it("never causes anything but findings, and TOML has the right positions", () => {
    const key = fc.constantFrom("a", "name", "setup", "backends", "'x y'", '"\\u0041"', "port", "authors", "__proto__");
    const value = fc.constantFrom(
      "1",
      "'x'",
      '"""\n"""',
      "[1, [2]]",
      "{ a = 1 }",
      "1979-05-27",
      "[",
      "{",
      '"',
      "",
      "nan",
    );
    const token = fc.oneof(
      fc.tuple(fc.array(key, { minLength: 1, maxLength: 4 }), value).map(([keys, v]) => `${keys.join(".")} = ${v}\n`),
      fc.array(key, { minLength: 1, maxLength: 4 }).map((keys) => `[${keys.join(".")}]\n`),
      fc.array(key, { minLength: 1, maxLength: 3 }).map((keys) => `[[${keys.join(".")}]]\n`),
      fc.constantFrom("#", "\n", "\r\n", "\u0000", "\uFEFF", "]", "=", ".", ",", "\\", "'''", "\ud800"),
      fc.string({ maxLength: 6 }),
    );
    let valid = 0;
    fc.assert(
      fc.property(fc.array(token, { maxLength: 12 }), (tokens) => {
        const text = tokens.join("");
        const { diagnostics, manifest } = parseManifest(text, "fastly.toml");
        ok(manifest !== undefined || diagnostics.some(({ severity }) => severity === "error"), text);
        try {
          parseToml(text);
        } catch (error) {
          ok(error instanceof TomlSyntaxError, text);
          return;
        }
        valid += 1;
        deepEqual(
          scan(text).filter(({ key: { start, end } }) => end < start),
          [],
        );
      }),
      { numRuns: RUNS, seed: process.env.TEST_LONG ? undefined : 14 },
    );
    console.log(`      ${RUNS} texts, ${valid} of them TOML`);
    ok(valid > RUNS / 20);
  });
});
