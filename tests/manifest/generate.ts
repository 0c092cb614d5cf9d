import * as fc from "fast-check";

/** Text that looks like a `service_id`, in places where it is no key. */
const DECOYS = [
  'service_id = "decoy"',
  "[service_id]",
  "# service_id",
  '"""',
  "'''",
  "[",
  "]",
  "{",
  "}",
  "=",
  ",",
  "\\",
  '"',
  "'",
];

const decoy = fc.constantFrom("", "plain", "é", "a # b", ...DECOYS);

const basicString = fc.tuple(decoy, decoy).map((parts) => JSON.stringify(parts.join(" ")));
const literalString = decoy.map((text) => `'${text.replaceAll("'", "")}'`);
const multiLineBasic = fc
  .array(decoy, { maxLength: 4 })
  .map(
    (lines) => `"""\n${lines.map((line) => line.replaceAll("\\", "\\\\").replaceAll('"""', '""\\"')).join("\n")} """`,
  );
const multiLineLiteral = fc
  .array(decoy, { maxLength: 4 })
  .map((lines) => `'''${lines.map((line) => line.replaceAll("'", "")).join("\n")}'''`);
const scalar = fc.oneof(
  basicString,
  literalString,
  multiLineBasic,
  multiLineLiteral,
  fc.constantFrom("0", "-1", "1.5", "true", "inf", "0x1bb", "1979-05-27", "1979-05-27 07:32:00Z", "07:32:00"),
);

const { value } = fc.letrec<{ value: string; list: string; inline: string }>((tie) => ({
  value: fc.oneof({ maxDepth: 3 }, scalar, tie("list"), tie("inline")),
  list: fc
    .array(fc.tuple(tie("value"), fc.constantFrom("", "\n", "\n  # ] not the end\n")), { maxLength: 4 })
    .map(
      (items) => `[${items.map(([item, space]) => `${space}${item}${space.trim() === "" ? space : ""},`).join(" ")}\n]`,
    ),
  inline: fc
    .array(tie("value"), { maxLength: 3 })
    .map(
      (values) =>
        `{ ${values.map((item, index) => `${index === 0 ? "service_id" : `k${index}`} = ${item}`).join(", ")} }`,
    ),
}));

const comment = fc.constantFrom("", "", " # note", ' # service_id = "x"', "\t#");
const space = fc.constantFrom("", " ", "\t", "  ");
const filler = fc.constantFrom("", "", "  ", "# comment", '# service_id = "old"', "#");

const pair = (key: string) =>
  fc
    .tuple(space, space, value, comment)
    .map(([indent, around, item, note]) => `${indent}${key}${around}=${around}${item}${note}`);

const idPair = fc
  .tuple(
    fc.constantFrom("service_id", '"service_id"', "'service_id'", '"service\\u005fid"', "SERVICE_ID"),
    fc.oneof(fc.constantFrom('""', "''", '"SU1Z0isxPaozGVKXdv0eY"', "'abc'", "123", '"""x\n"""'), value),
    space,
    comment,
  )
  .map(([key, item, around, note]) => `${around}${key}${around} = ${item}${note}`);

const rootLines = fc
  .tuple(
    fc.array(
      fc.oneof(
        filler,
        fc.nat(5).chain((n) => pair(fc.sample(keyNames(n), { numRuns: 1, seed: n })[0] ?? "k")),
      ),
      { maxLength: 5 },
    ),
    fc.option(idPair, { nil: undefined }),
    fc.array(filler, { maxLength: 3 }),
  )
  .map(([before, id, after]) => [...unique(before), ...(id === undefined ? [] : [id]), ...after]);

function keyNames(n: number): fc.Arbitrary<string> {
  return fc.constantFrom(`key${n}`, `"quoted ${n}"`, `dotted${n}.service_id`, `'literal = ${n}'`);
}

/** Removes statements that define a key again. */
function unique(lines: readonly string[]): string[] {
  const seen = new Set<string>();
  return lines.filter((line) => {
    const key =
      line.includes("=") && !line.trimStart().startsWith("#") ? line.slice(0, line.indexOf("=")).trim() : undefined;
    const fresh = key === undefined || !seen.has(key);
    seen.add(key ?? "");
    return fresh;
  });
}

const table = fc
  .tuple(
    fc.boolean(),
    fc.array(filler, { maxLength: 2 }),
    fc.option(idPair, { nil: undefined }),
    pair("other"),
    comment,
  )
  .map(([list, lines, id, other, note]) => (n: number) => {
    const name = `table${n}.'service_id'`;
    return [`${list ? `[[${name}]]` : `[${name}]`}${note}`, ...lines, ...(id === undefined ? [] : [id]), other];
  });

/** TOML texts, most of them valid, with everything that an editor of `service_id` could trip over. */
export const tomlText = fc
  .record({
    root: rootLines,
    tables: fc.array(table, { maxLength: 3 }),
    bom: fc.boolean(),
    newline: fc.constantFrom("\n", "\n", "\r\n"),
    finalNewline: fc.boolean(),
  })
  .map(({ root, tables, bom, newline, finalNewline }) => {
    const lines = [...root, ...tables.flatMap((make, index) => make(index))];
    const text = lines.join("\n") + (finalNewline && lines.length > 0 ? "\n" : "");
    return (bom ? "\uFEFF" : "") + text.replaceAll("\n", newline);
  });
