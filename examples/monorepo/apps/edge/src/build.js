// Replaces a compiler, so the example needs none. It writes bin/main.wasm, which answers with the shared greeting.
import { mkdirSync, writeFileSync } from "node:fs";
import { greeting } from "shared";

const text = Buffer.from(greeting);
const [I32, I64] = [0x7f, 0x7e];

/** A number as WebAssembly writes it, signed: https://webassembly.github.io/spec/core/binary/values.html. */
function number(value) {
  const byte = value & 0x7f;
  const isLast = (value >> 7 === 0 && byte < 0x40) || (value >> 7 === -1 && byte >= 0x40);
  return isLast ? [byte] : [byte | 0x80, ...number(value >> 7)];
}

function size(value) {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...size(value >> 7)];
}

const list = (items) => [...size(items.length), ...items.flat()];
const string = (value) => list([...Buffer.from(value)]);
const section = (id, content) => [id, ...list(content)];
const type = (parameters, results) => [0x60, ...list(parameters), ...list(results)];

const types = [
  type([I64], [I32]),
  type([I32], [I32]),
  type([I32, I32, I32, I32, I32], [I32]),
  type([I32, I32, I32], [I32]),
  type([], []),
];
const imports = [
  ["fastly_abi", "init", 0],
  ["fastly_http_resp", "new", 1],
  ["fastly_http_body", "new", 1],
  ["fastly_http_body", "write", 2],
  ["fastly_http_resp", "send_downstream", 3],
];

// The memory: the response at 0, its body at 4, how much was written at 8, the text at 16.
const constant = (value) => [0x41, ...number(value)];
const load = (address) => [...constant(address), 0x28, 2, 0];
const call = (index, ...operands) => [...operands.flat(), 0x10, index, 0x1a];
const start = [
  ...call(0, [0x42, 1]),
  ...call(1, constant(0)),
  ...call(2, constant(4)),
  ...call(3, load(4), constant(16), constant(text.length), constant(0), constant(8)),
  ...call(4, load(0), load(4), constant(0)),
];

mkdirSync("bin", { recursive: true });
writeFileSync(
  "bin/main.wasm",
  Buffer.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, list(types)),
    ...section(2, list(imports.map(([module, name, index]) => [...string(module), ...string(name), 0, index]))),
    ...section(3, list([[4]])),
    ...section(5, list([[0, 1]])),
    ...section(
      7,
      list([
        [...string("memory"), 2, 0],
        [...string("_start"), 0, imports.length],
      ]),
    ),
    ...section(10, list([list([0, ...start, 0x0b])])),
    ...section(11, list([[0, ...constant(16), 0x0b, ...list([...text])]])),
  ]),
);
