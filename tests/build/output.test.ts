import { deepEqual, equal, match, ok } from "node:assert/strict";
import { OUTPUT_LIMITS, outputLines, upToLimit } from "../../sdk/build/output";

describe("the output of a build", () => {
  async function lines(chunks: Iterable<string | Buffer>, clean = (line: string) => line): Promise<string[]> {
    const found: string[] = [];
    async function* stream() {
      yield* chunks;
    }
    for await (const line of outputLines(stream(), clean)) {
      found.push(line);
    }
    return found;
  }

  it("is split into lines, however its chunks are cut", async () => {
    const text = "one\n\ntwo ü 🎉\r\nthree";
    const expected = ["one", "", "two ü 🎉\r", "three"];
    deepEqual(await lines([text]), expected);
    deepEqual(await lines([...Buffer.from(text)].map((byte) => Buffer.from([byte]))), expected);
    deepEqual(await lines(["a\n"]), ["a"]);
    deepEqual(await lines([]), []);
  });

  it("ends a very long line at a limit", async () => {
    function* endless() {
      for (let megabyte = 0; megabyte < 600; megabyte++) {
        yield "x".repeat(1_000_000);
      }
      yield "\nnext\n";
    }
    const [first = "", second] = await lines(endless());
    match(first, /^x{8000}… \(599,992,000 characters more\)$/);
    equal(second, "next");
  });

  it("has its secrets hidden before a line is cut", async () => {
    const secret = "hunter2hunter2";
    const text = `${"x".repeat(OUTPUT_LIMITS.line - 5)}${secret}${"y".repeat(100)}`;
    const [line = ""] = await lines([text], (raw) => raw.replaceAll(secret, "[secret]"));
    ok(!line.includes("hunter"), line.slice(-60));
  });

  for (const [what, line, shown] of [
    ["lines", "a", OUTPUT_LIMITS.lines],
    ["bytes", "a".repeat(OUTPUT_LIMITS.line), OUTPUT_LIMITS.bytes / OUTPUT_LIMITS.line],
  ] as const) {
    it(`is shown up to a limit of ${what}, with one note about the rest`, () => {
      const all: string[] = [];
      const show = upToLimit((each) => all.push(each));
      for (let count = 0; count < 300_000; count++) {
        show(line);
      }
      equal(all.length, shown + 1);
      equal(all.at(-1), `… further output is not shown, after ${shown} lines`);
    });
  }
});
