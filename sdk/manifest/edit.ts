import { isDeepStrictEqual } from "node:util";
import { spellings } from "./decode";
import { type Definition, scan } from "./positions";
import { parseToml, type TomlTable } from "./toml";

/** The edited text. Or why the edit could not be proved right, with the line to write by hand. */
export type Edit = { text: string } | { refused: string; line: string };

const KEY = "service_id";
const BOM = "\uFEFF";

/**
 * The root key `service_id` of a text. Undefined when it is missing, empty or no string, or when the text is not TOML.
 */
export function readServiceId(text: string): string | undefined {
  const [, source] = splitBom(text);
  const document = tryParse(source) ?? {};
  const key = spellings(KEY).find((spelling) => Object.hasOwn(document, spelling));
  const id = key === undefined ? undefined : document[key];
  return typeof id === "string" && id !== "" ? id : undefined;
}

/**
 * Sets the root key `service_id` and changes nothing else. An existing key gets the new value inside its quotes.
 * Otherwise a new line follows the last root key. The result is parsed again. It must say the same apart from
 * `service_id`. And both texts must be equal once `service_id` is removed from them. Otherwise the edit is refused.
 */
export function setServiceId(text: string, id: string): Edit {
  const line = `${KEY} = ${JSON.stringify(id)}`;
  const [bom, source] = splitBom(text);
  const before = tryParse(source);
  if (before === undefined) {
    return { refused: "the file is not valid TOML", line };
  }
  const definitions = scan(source);
  const existing = spellings(KEY).find((spelling) => Object.hasOwn(before, spelling));
  const definition = definitions.find((candidate) => isRootPair(candidate, existing));
  if (existing !== undefined && definition?.value === undefined) {
    return { refused: `${existing} is a table in this file`, line };
  }
  const edited =
    definition?.value === undefined
      ? insertLine(source, definitions, line)
      : splice(source, definition.value.start, definition.value.end, quoted(id, source[definition.value.start]));

  const after = tryParse(edited);
  const proved =
    after !== undefined &&
    after[existing ?? KEY] === id &&
    isDeepStrictEqual(others(after), others(before)) &&
    removeServiceId(edited) === removeServiceId(source);
  return proved ? { text: bom + edited } : { refused: "the edit could not be proved to change nothing else", line };
}

/**
 * The text without its root key `service_id`: the manifest for the package. {@link setServiceId} does not change this
 * result. So a deployment that writes the id does not change the package. A text that is not TOML stays unchanged.
 */
export function removeServiceId(text: string): string {
  const [bom, source] = splitBom(text);
  if (tryParse(source) === undefined) {
    return text;
  }
  const removable = scan(source).filter((definition) =>
    spellings(KEY).some((spelling) => isRootPair(definition, spelling)),
  );
  return bom + removable.reduceRight(removeLines, source);
}

function removeLines(source: string, { key, value }: Definition): string {
  const start = lineStart(source, key.start);
  const end = lineEnd(source, value?.end ?? key.end);
  if (end === source.length && !source.endsWith("\n")) {
    // The last line has no line break of its own. The line break before it came with the line, and is removed too.
    return source.slice(0, start).replace(/\r?\n$/, "");
  }
  return splice(source, start, end, "");
}

function insertLine(source: string, definitions: readonly Definition[], line: string): string {
  const at = insertionPoint(source, definitions);
  const newline = lineBreakBefore(source, at);
  if (at > 0 && source[at - 1] !== "\n") {
    return splice(source, at, at, newline + line);
  }
  return splice(source, at, at, indentation(source, definitions) + line + newline);
}

/**
 * The place after the last root key. Without one, before the blank line that ends the comment at the top. Without that,
 * the start.
 */
function insertionPoint(source: string, definitions: readonly Definition[]): number {
  const last = rootPairs(definitions).at(-1);
  if (last !== undefined) {
    return lineEnd(source, last.value?.end ?? last.key.end);
  }
  const header = definitions[0];
  if (header === undefined) {
    return source.length;
  }
  const lead = source.slice(0, lineStart(source, header.key.start));
  const comment = /^(?:[ \t]*#[^\n]*\n)+(?=[ \t]*\r?\n)/.exec(lead);
  return comment?.[0].length ?? 0;
}

function indentation(source: string, definitions: readonly Definition[]): string {
  const last = rootPairs(definitions).at(-1);
  return last === undefined ? "" : source.slice(lineStart(source, last.key.start), last.key.start);
}

/** The definitions before the first header, without keys inside inline tables. */
function rootPairs(definitions: readonly Definition[]): Definition[] {
  const header = definitions.findIndex(({ kind }) => kind === "header");
  const root = header === -1 ? definitions : definitions.slice(0, header);
  let end = -1;
  return root.filter(({ kind, key, value }) => {
    const outermost = kind === "pair" && key.start > end;
    end = outermost ? (value?.end ?? key.end) : end;
    return outermost;
  });
}

function isRootPair({ kind, path }: Definition, key: string | undefined): boolean {
  return kind === "pair" && path.length === 1 && path[0] === key;
}

function others(values: TomlTable): [string, unknown][] {
  return Object.entries(values).filter(([key]) => !spellings(KEY).includes(key));
}

function quoted(id: string, quote: string | undefined): string {
  return quote === "'" && !id.includes("'") ? `'${id}'` : JSON.stringify(id);
}

function splitBom(text: string): [string, string] {
  return text.startsWith(BOM) ? [BOM, text.slice(1)] : ["", text];
}

function tryParse(source: string): TomlTable | undefined {
  try {
    return parseToml(source);
  } catch {
    return undefined;
  }
}

function splice(source: string, start: number, end: number, replacement: string): string {
  return source.slice(0, start) + replacement + source.slice(end);
}

function lineStart(source: string, offset: number): number {
  return source.lastIndexOf("\n", offset - 1) + 1;
}

/** The start of the next line, or the end of the text. */
function lineEnd(source: string, offset: number): number {
  const newline = source.indexOf("\n", offset);
  return newline === -1 ? source.length : newline + 1;
}

/** The line break at the end of the line before `offset`, or of the first line. */
function lineBreakBefore(source: string, offset: number): string {
  const before = source.lastIndexOf("\n", offset - 1);
  const newline = offset > 0 && before !== -1 ? before : source.indexOf("\n");
  return newline > 0 && source[newline - 1] === "\r" ? "\r\n" : "\n";
}
