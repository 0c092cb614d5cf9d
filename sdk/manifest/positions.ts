import { parseToml } from "./toml";

/** A range of text: the offset of its first character, and the offset after its last. */
export interface Span {
  start: number;
  end: number;
}

/** One definition in a TOML text. */
export interface Definition {
  kind: "header" | "pair" | "element";
  /** Keys, and indices into lists as decimal text. */
  path: readonly string[];
  /** The whole header, the key of a pair, or the element. */
  key: Span;
  /** Only set for a pair. */
  value?: Span;
}

/**
 * Every definition of a text, in order. The text must be valid TOML, so this code only finds where each token ends.
 * smol-toml checks the text, but gives no positions.
 */
export function scan(text: string): Definition[] {
  const definitions: Definition[] = [];
  const lists = new Map<string, number>();
  let table: string[] = [];
  let at = 0;

  /** The path of a header or pair. A list of tables adds the index of its last element. */
  const resolve = (keys: readonly string[]): string[] => {
    const path: string[] = [];
    for (const key of keys) {
      path.push(key);
      const count = lists.get(JSON.stringify(path));
      if (count !== undefined) {
        path.push(String(count - 1));
      }
    }
    return path;
  };

  const skip = (pattern: RegExp): void => {
    pattern.lastIndex = at;
    at += pattern.exec(text)?.[0].length ?? 0;
  };

  const skipTrivia = (): void => {
    for (skip(WHITESPACE); text[at] === "#"; skip(WHITESPACE)) {
      skip(COMMENT);
    }
  };

  const readKey = (): string[] => {
    const keys: string[] = [];
    do {
      skip(BLANKS);
      const start = at;
      if (text[at] === '"' || text[at] === "'") {
        at = endOfString(text, at);
        keys.push(unquote(text.slice(start, at)));
      } else {
        skip(BARE_KEY);
        keys.push(text.slice(start, at));
      }
      skip(BLANKS);
    } while (text[at] === "." && ++at);
    return keys;
  };

  const readValue = (path: readonly string[]): Span => {
    const start = at;
    switch (text[at]) {
      case '"':
      case "'":
        at = endOfString(text, at);
        return { start, end: at };
      case "[":
        readItems("]", path, (index) => {
          const element: Definition = { kind: "element", path: [...path, String(index)], key: { start: at, end: at } };
          definitions.push(element);
          element.key = readValue(element.path);
        });
        return { start, end: at };
      case "{":
        readItems("}", path, () => readPair(path));
        return { start, end: at };
      default:
        skip(SCALAR);
        return { start, end: start + text.slice(start, at).trimEnd().length };
    }
  };

  const readItems = (close: string, path: readonly string[], readItem: (index: number) => void): void => {
    at++;
    for (let index = 0; ; index++) {
      skipTrivia();
      if (text[at] === close) {
        at++;
        return;
      }
      readItem(index);
      skipTrivia();
      if (text[at] === ",") {
        at++;
      } else if (text[at] !== close) {
        throw new Error(`unexpected text at ${at}, in ${path.join(".")}`);
      }
    }
  };

  const readPair = (parent: readonly string[]): void => {
    const start = at;
    const keys = readKey();
    const key = { start, end: start + text.slice(start, at).trimEnd().length };
    at++;
    skip(BLANKS);
    const path = [...parent, ...keys];
    const definition: Definition = { kind: "pair", path, key };
    definitions.push(definition);
    definition.value = readValue(path);
  };

  for (skipTrivia(); at < text.length; skipTrivia()) {
    if (text[at] !== "[") {
      readPair(table);
      continue;
    }
    const start = at;
    const isList = text.startsWith("[[", at);
    at += isList ? 2 : 1;
    const keys = readKey();
    at += isList ? 2 : 1;
    if (isList) {
      const list = JSON.stringify([...resolve(keys.slice(0, -1)), keys.at(-1)]);
      lists.set(list, (lists.get(list) ?? 0) + 1);
    }
    table = resolve(keys);
    definitions.push({ kind: "header", path: table, key: { start, end: at } });
  }
  return definitions;
}

const BLANKS = /[ \t]*/y;
const BARE_KEY = /[A-Za-z0-9_-]*/y;
const SCALAR = /[^,\]}#\r\n]*/y;
const WHITESPACE = /[ \t\r\n]*/y;
const COMMENT = /#[^\n]*/y;

/** The offset after the string that starts at `start`. Up to two quotes may come right before the closing three. */
function endOfString(text: string, start: number): number {
  const quote = text[start] ?? "";
  const close = text.startsWith(quote.repeat(3), start) ? quote.repeat(3) : quote;
  let at = start + close.length;
  while (at < text.length && !text.startsWith(close, at)) {
    at += quote === '"' && text[at] === "\\" ? 2 : 1;
  }
  at += close.length;
  for (let extra = 0; close.length === 3 && extra < 2 && text[at] === quote; extra++) {
    at++;
  }
  return at;
}

function unquote(key: string): string {
  return key.includes("\\") ? (Object.keys(parseToml(`${key} = 0`))[0] ?? key) : key.slice(1, -1);
}

/** Finds lines by path: that of the definition, or of the nearest one around it. */
export function lineIndex(text: string): (path: readonly string[]) => number | undefined {
  const starts = new Map<string, number>();
  for (const { path, key } of scan(text)) {
    for (let length = path.length; length > 0; length--) {
      const prefix = JSON.stringify(path.slice(0, length));
      // When a table is known, everything around it is known too.
      if (starts.has(prefix)) {
        break;
      }
      starts.set(prefix, key.start);
    }
  }
  const lineAt = lineCounter(text);
  return (path) => {
    for (let length = path.length; length > 0; length--) {
      const start = starts.get(JSON.stringify(path.slice(0, length)));
      if (start !== undefined) {
        return lineAt(start);
      }
    }
    return undefined;
  };
}

/** Finds the line of an offset by binary search: a text with many lines may have a finding on each. */
function lineCounter(text: string): (offset: number) => number {
  const ends: number[] = [];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) {
    ends.push(at);
  }
  return (offset) => {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ends[middle] ?? 0) < offset) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low + 1;
  };
}
