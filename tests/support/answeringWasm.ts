/**
 * A complete Compute program that answers every request with a text, as an HTML page. A toolchain would make it from
 * five lines. The function refers to nothing outside of itself, so that a build script can contain its source.
 */
export function answeringWasm(text: string): Buffer {
  const uint = (value: number): number[] => (value < 128 ? [value] : [(value & 127) | 128, ...uint(value >> 7)]);
  const int = (value: number): number[] =>
    value < 64 ? [value] : [(value & 127) | 128, ...(value >> 7 === 0 ? [0] : int(value >> 7))];
  const bytes = (content: number[]) => [...uint(content.length), ...content];
  const string = (value: string) => bytes([...Buffer.from(value)]);
  const list = (items: number[][]) => [...uint(items.length), ...items.flat()];
  const section = (id: number, content: number[]) => [id, ...bytes(content)];

  const body = [...Buffer.from(text)];
  const header = { name: "content-type", value: "text/html; charset=utf-8" };
  const at = { response: 0, body: 4, written: 8, name: 16, value: 64, text: 256 };
  const INT = 0x7f;
  // The types of host calls by number of arguments, and the type of `_start`.
  const arities = [1, 3, 5];
  const types = [...arities.map((count) => [0x60, ...uint(count), ...Array(count).fill(INT), 1, INT]), [0x60, 0, 0]];
  const imports = [
    ["fastly_http_resp", "new", 1],
    ["fastly_http_body", "new", 1],
    ["fastly_http_resp", "header_insert", 5],
    ["fastly_http_body", "write", 5],
    ["fastly_http_resp", "send_downstream", 3],
  ] as const;
  const constant = (value: number) => [0x41, ...int(value)];
  const load = (address: number) => [...constant(address), 0x28, 2, 0];
  const call = (index: number, ...args: number[][]) => [...args.flat(), 0x10, ...uint(index), 0x1a];
  const code = [
    ...call(0, constant(at.response)),
    ...call(1, constant(at.body)),
    ...call(2, load(at.response), ...[at.name, header.name.length, at.value, header.value.length].map(constant)),
    ...call(3, load(at.body), constant(at.text), constant(body.length), constant(0), constant(at.written)),
    ...call(4, load(at.response), load(at.body), constant(0)),
    0x0b,
  ];
  const data = (address: number, content: number[]) => [0, ...constant(address), 0x0b, ...bytes(content)];
  const pages = 1 + ((at.text + body.length) >> 16);
  return Buffer.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, list(types)),
    ...section(
      2,
      list(imports.map(([module, name, count]) => [...string(module), ...string(name), 0, arities.indexOf(count)])),
    ),
    ...section(3, list([[arities.length]])),
    ...section(5, list([[0, ...uint(pages)]])),
    ...section(
      7,
      list([
        [...string("memory"), 2, 0],
        [...string("_start"), 0, ...uint(imports.length)],
      ]),
    ),
    ...section(10, list([bytes([0, ...code])])),
    ...section(
      11,
      list([
        data(at.name, [...Buffer.from(header.name)]),
        data(at.value, [...Buffer.from(header.value)]),
        data(at.text, body),
      ]),
    ),
  ]);
}

/** The source of a build script that makes `bin/main.wasm` from the file at `source`. */
export function answeringBuild(source: string): string {
  return `const { readFileSync, mkdirSync, writeFileSync } = require("node:fs");
// The compiler of the tests may have put calls of it into the function.
const __name = (named) => named;
const make = ${answeringWasm.toString()};
mkdirSync("bin", { recursive: true });
writeFileSync("bin/main.wasm", make(readFileSync(${JSON.stringify(source)}, "utf8")));
`;
}
