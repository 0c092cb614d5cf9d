import assert from "node:assert/strict";
import { producersOf } from "../../../local/api/producers";

const MAGIC = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const text = (value: string): number[] => [...sized([...Buffer.from(value)])];
const sized = (content: number[]): number[] => [...leb(content.length), ...content];
const leb = (value: number): number[] => (value < 128 ? [value] : [(value & 127) | 128, ...leb(value >> 7)]);
const section = (id: number, content: number[]) => [id, ...sized(content)];
const custom = (name: string, content: number[]) => section(0, [...text(name), ...content]);

describe("the producers section of a module", () => {
  const told = custom("producers", [
    2,
    ...text("language"),
    ...[1, ...text("Rust"), ...text("")],
    ...text("processed-by"),
    ...[2, ...text("rustc"), ...text("1.78.0"), ...text("fastly_data"), ...text('{"build_info":{}}')],
  ]);
  const all = { language: { Rust: "" }, "processed-by": { rustc: "1.78.0", fastly_data: { build_info: {} } } };
  const odd = custom("producers", [1, ...text("processed-by"), 1, ...text("fastly_data"), ...text("{")]);
  const cases: [what: string, bytes: number[], expected: unknown][] = [
    [
      "is found, whatever is before and behind it",
      [...custom("name", [1]), ...section(1, [0]), ...told, ...section(3, [0])],
      all,
    ],
    [
      "is found in a long module",
      [
        ...custom(
          "long",
          Array.from({ length: 300 }, () => 7),
        ),
        ...told,
      ],
      all,
    ],
    ["has text for invalid JSON", odd, { "processed-by": { fastly_data: "{" } }],
    ["may be missing", section(1, [0]), undefined],
    ["is undefined when it is cut off", told.slice(0, -3), undefined],
    ["is undefined when a length leads out of the module", [0, 0xff, 0xff, 0xff, 0x7f, 1], undefined],
  ];
  for (const [what, bytes, expected] of cases) {
    it(what, () => assert.deepEqual(producersOf(Buffer.from([...MAGIC, ...bytes])), expected));
  }
});
