/** What compilers left in a Wasm module, by field and name: `{ "processed-by": { rustc: "1.78.0" } }`. */
export type Producers = Record<string, Record<string, unknown>>;

/**
 * The section `producers` of a module. Undefined when there is no readable one. The Fastly CLI adds `fastly_data`,
 * which is JSON.
 *
 * @see https://github.com/WebAssembly/tool-conventions/blob/main/ProducersSection.md
 */
export function producersOf(wasm: Buffer): Producers | undefined {
  try {
    const module = reader(wasm, 8);
    while (!module.atEnd()) {
      const id = module.byte();
      const section = reader(module.bytes(module.number()), 0);
      if (id === 0 && section.text() === "producers") {
        return producers(section);
      }
    }
  } catch {
    // A truncated module is judged elsewhere.
  }
  return undefined;
}

function producers({ number, text }: Reader): Producers {
  const entries = <T>(entry: () => [string, T]) => Object.fromEntries(Array.from({ length: number() }, entry));
  return entries(() => [text(), entries(() => named(text(), text()))]);
}

function named(name: string, version: string): [string, unknown] {
  if (name !== "fastly_data") {
    return [name, version];
  }
  try {
    return [name, JSON.parse(version)];
  } catch {
    return [name, version];
  }
}

type Reader = ReturnType<typeof reader>;

/** Throws a RangeError past the end. */
function reader(bytes: Buffer, from: number) {
  let at = from;
  const byte = () => bytes.readUInt8(at++);
  const number = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const next = byte();
      value += (next & 0x7f) * 2 ** shift;
      if (next < 0x80) return value;
    }
  };
  const take = (length: number) => {
    if (at + length > bytes.length) throw new RangeError("cut off");
    at += length;
    return bytes.subarray(at - length, at);
  };
  return { atEnd: () => at >= bytes.length, byte, number, bytes: take, text: () => take(number()).toString("utf8") };
}
