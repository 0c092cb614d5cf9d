import assert from "node:assert/strict";
import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { packageName } from "../../sdk/package/names";
import { emptyWasm } from "./project";
import { fastly, inTemporary } from "./support";

describe("packageName", () => {
  const names: [name: string, expected: string][] = [
    ["app", "app"],
    ["Default Rust_template.v1/x", "Default-Rust-template-v1-x"],
    ["  padded  ", "padded"],
    ["-a--b-", "-a-b-"],
    ["a & b = c + d : e", "a-b-c-d-e"],
    ["../..", "-"],
    ["a.b.c", "a-b-c"],
    ["tab\there", "tabhere"],
    ["Köln-Straße", "Koeln-Strasse"],
    ["Ålesund ÆØÅ", "AAlesund-AEOEAA"],
    ["Łódź", "Lod"],
    ["日本 app", "-app"],
    ["e\u0301", "e"],
    ['"quoted" (x) {y} [z] #1', "quoted-x-y-z-1"],
    ["ẞ Œuvre þorn", "SS-OEuvre-thorn"],
    ["x.", "x-"],
    ["😀b", "b"],
  ];
  for (const [name, expected] of names) {
    it(`is ${JSON.stringify(expected)} for ${JSON.stringify(name)}`, () => {
      assert.equal(packageName(name), expected);
    });
  }

  for (const name of ["日本", "", "   ", "😀", "!?"]) {
    it(`refuses ${JSON.stringify(name)}, which has no valid character`, () => {
      assert.throws(() => packageName(name), {
        code: "package-name-empty",
        facts: { name },
      });
    });
  }

  it(
    "agrees with `fastly compute pack` for these names and random ones",
    inTemporary(async (directory) => {
      const letters = fc.constantFrom(..."abZ09 -_.&=+:/!äÖßéÿĀłŒœśūżẞ日😀e\u0301~^`'");
      const random = fc.array(letters, { minLength: 1, maxLength: 40 }).map((parts) => `x${parts.join("")}`);
      const count = process.env.TEST_LONG ? 500 : 15;
      const sample = fc.sample(random, { numRuns: count, seed: 1 });
      writeFileSync(join(directory, "x.wasm"), emptyWasm);
      for (const name of [...names.map(([given]) => given), ...sample]) {
        rmSync(join(directory, "pkg"), { recursive: true, force: true });
        writeFileSync(join(directory, "fastly.toml"), `manifest_version = 3\nname = ${JSON.stringify(name)}\n`);
        fastly(directory, "compute", "pack", "-w", "x.wasm");
        const archives = readdirSync(join(directory, "pkg")).filter((file) => file.endsWith(".tar.gz"));
        assert.deepEqual(
          archives.filter((file) => file !== "package.tar.gz"),
          [`${packageName(name)}.tar.gz`],
          JSON.stringify(name),
        );
      }
    }),
  ).timeout(600_000);
});
