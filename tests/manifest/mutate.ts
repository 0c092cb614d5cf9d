import { ComputeError } from "../../sdk/errors";
import { overlayManifest, parseManifest, removeServiceId, setServiceId } from "../../sdk/manifest";

const VALUES = [
  '"x"',
  '""',
  "443",
  "443.0",
  "-1",
  "99999999999999999999",
  "true",
  "[]",
  '["a", 1]',
  "[[]]",
  "{}",
  "{ a = 1 }",
  "[{}]",
  '{ file = "a", format = "json" }',
  '[{ key = "a", data = 1 }]',
  "1979-05-27",
  "inf",
  '"""\n',
  "'''\nx'''",
  '"1.0.0"',
  "2.5",
];
const KEYS = [
  "name",
  "manifest_version",
  "SERVICE_ID",
  "service_id",
  "authors",
  "scripts",
  "scripts.env_vars",
  "setup",
  "setup.backends",
  "setup.backends.a",
  "setup.backends.a.port",
  "setup.dictionaries",
  "setup.config_stores.a.items.k",
  "setup.kv_stores.k.items",
  "setup.secret_stores.s.entries.e",
  "setup.log_endpoints.l",
  "setup.products.fanout.enable",
  "local_server",
  "local_server.kv_stores.k",
  "local_server.secret_stores",
  "local_server.pushpin.proxy_port",
  "__proto__",
  "constructor.prototype",
  "a.b.c.d",
  "'q.q'",
  '"\\u0000"',
];
const CHARACTERS = [
  '"',
  "'",
  "[",
  "]",
  "[[",
  "{",
  "}",
  ",",
  "=",
  "#",
  ".",
  "\\",
  "\t",
  "\r",
  "\n",
  "\0",
  "é",
  "\uFEFF",
  "\uD800",
  "{{",
  "<<<<<<<",
];

/** Numbers from 0 to 1 that only depend on the seed (mulberry32). */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** One of the texts with one to four changes, as people and merge tools make them. */
export function mutated(texts: readonly string[], next: () => number): string {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(next() * items.length)] as T;
  let text = pick(texts);
  for (let change = Math.floor(next() * 4); change >= 0; change--) {
    const lines = text.split("\n");
    const at = Math.floor(next() * lines.length);
    const line = lines[at] ?? "";
    const column = Math.floor(next() * (line.length + 1));
    const changes = [
      () => lines.splice(at, 1),
      () => lines.splice(at, 0, pick(lines)),
      () => lines.splice(at, 0, `${pick(KEYS)} = ${pick(VALUES)}`),
      () => lines.splice(at, 0, `[${pick(KEYS)}]`),
      () => lines.splice(at, 0, `[[${pick(KEYS)}]]`),
      () => lines.splice(at, 1, line.replace(/=.*/, `= ${pick(VALUES)}`)),
      () => lines.splice(at, 1, line.slice(0, column) + pick(CHARACTERS) + line.slice(column)),
      () => lines.splice(at, 1, line.slice(0, column) + line.slice(column + 1)),
      () => lines.splice(at, 1, pick(CHARACTERS).repeat(Math.floor(next() * 5_000))),
      () => lines.splice(at),
    ];
    pick(changes)();
    text = lines.join("\n");
  }
  return text;
}

/** Does everything that is ever done with a text. Returns what must not happen, or undefined. */
export function misbehaviour(text: string): string | undefined {
  try {
    const { manifest, diagnostics } = parseManifest(text, "fastly.toml");
    const errors = diagnostics.filter(({ severity }) => severity === "error");
    if ((manifest === undefined) !== errors.length > 0) {
      return "neither a manifest nor an error";
    }
    if (errors.some(({ line, file, remedy }) => line === undefined || file === undefined || remedy === "")) {
      return "an error without a line, a file or a remedy";
    }
    const edit = setServiceId(text, "SU1Z0isxPaozGVKXdv0eY");
    if ("text" in edit && removeServiceId(edit.text) !== removeServiceId(text)) {
      return "an edit that changes the package";
    }
    if (manifest !== undefined) {
      overlayManifest(manifest, manifest).where(["setup", "backends", "a"]);
    }
    return undefined;
  } catch (error) {
    return error instanceof ComputeError ? undefined : `an exception: ${error}`;
  }
}
