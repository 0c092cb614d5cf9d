import { sha256 } from "pulumi-fastly-compute/internal";
import type { StepOp } from "../engine/events";
import { type PropertyMap, Secret, Unknown, type Value } from "../engine/value";
import { isMap } from "../engine/values";
import { terminalLine } from "../foreignText";
import type { Change, ObjectChange } from "./changes";
import { type ChangedLines, changedLines, firstLines } from "./lines";
import { mask } from "./mask";
import { OPS } from "./ops";
import type { Paint } from "./paint";

/** Longer texts are cut, like in the CLI without `--show-full-output`. A package's hash fits. */
const LONGEST_TEXT = 150;

/** The place and style of written properties. */
export interface Pen {
  out: string[];
  paint: Paint;
  secrets: Iterable<string>;
  /** In steps of four spaces. */
  indent: number;
  op: StepOp;
  /** Whether lines start with the operation's sign. */
  signed: boolean;
  /** The least width of the keys, when these lines are part of a longer list. */
  width?: number;
}

export function writeObject(pen: Pen, properties: PropertyMap): void {
  const shown = Object.keys(properties)
    .filter((key) => !isEmpty(properties[key]))
    .sort();
  const width = Math.max(pen.width ?? 0, longest(shown));
  for (const key of shown) {
    writeTitle(pen, `${formatKey(key).padEnd(width)}: `);
    writeValue(pen, properties[key] ?? null);
    write(pen, "\n");
  }
}

export function writeObjectChange(pen: Pen, change: ObjectChange): void {
  const width = Math.max(pen.width ?? 0, longest([...change.properties.keys()]));
  for (const [key, property] of [...change.properties].sort(([a], [b]) => (a < b ? -1 : 1))) {
    writeChange(pen, property, (titlePen) => writeTitle(titlePen, `${formatKey(key).padEnd(width)}: `));
  }
}

export function longest(keys: readonly string[]): number {
  return keys.reduce((width, key) => Math.max(width, formatKey(key).length), 0);
}

function writeChange(pen: Pen, change: Change, title: (pen: Pen) => void): void {
  const update: Pen = { ...pen, op: "update", signed: true };
  const lines = change.kind === "update" ? changedLines(change.old, change.new, pen.secrets) : undefined;
  if (lines !== undefined) {
    title(update);
    write(update, "lines\n");
    writeLines(pen, lines);
    return;
  }
  switch (change.kind) {
    case "add":
      writeWhole({ ...pen, op: "create", signed: true }, change.value, title);
      break;
    case "delete":
      writeWhole({ ...pen, op: "delete", signed: true }, change.value, title);
      break;
    case "update":
      if (isNested(change.old) || isNested(change.new)) {
        writeChange(pen, { kind: "delete", value: change.old }, title);
        writeChange(pen, { kind: "add", value: change.new }, title);
      } else {
        title(update);
        write({ ...pen, op: "delete" }, formatValue(change.old, pen.secrets));
        write(update, " => ");
        write({ ...pen, op: "create" }, `${formatValue(change.new, pen.secrets)}\n`);
      }
      break;
    case "object":
      title(update);
      write(update, "{\n");
      writeObjectChange({ ...update, indent: pen.indent + 1, width: 0 }, change);
      writeUnsigned(update, "}\n");
      break;
    case "array":
      title(update);
      write(update, "[\n");
      for (const [index, element] of [...change.elements].sort(([a], [b]) => a - b)) {
        writeChange({ ...update, indent: pen.indent + 2, width: 0 }, element, (elementPen) =>
          writeTitle({ ...elementPen, indent: pen.indent + 1 }, `[${index}]: `),
        );
      }
      writeUnsigned(update, "]\n");
      break;
  }
}

function writeLines(pen: Pen, { removed, added }: ChangedLines): void {
  for (const [op, lines] of [["delete", removed] as const, ["create", added] as const]) {
    const inner: Pen = { ...pen, op, signed: true, indent: pen.indent + 1 };
    const { shown, more } = firstLines(lines);
    for (const line of shown) {
      writeTitle(inner, `${formatValue(line, pen.secrets)}\n`);
    }
    if (more > 0) {
      writeTitle(inner, `and ${more} more lines\n`);
    }
  }
}

function writeWhole(pen: Pen, value: Value, title: (pen: Pen) => void): void {
  title(pen);
  writeValue(pen, value);
  write(pen, "\n");
}

function writeValue(pen: Pen, value: Value): void {
  if (Array.isArray(value) && value.length > 0) {
    write(pen, "[\n");
    for (const [i, element] of value.entries()) {
      writeTitle(pen, `    [${i}]: `);
      writeValue({ ...pen, indent: pen.indent + 1, width: 0 }, element);
      write(pen, "\n");
    }
    writeUnsigned(pen, "]");
  } else if (isMap(value) && Object.keys(value).length > 0) {
    write(pen, "{\n");
    writeObject({ ...pen, indent: pen.indent + 1, width: 0 }, value);
    writeUnsigned(pen, "}");
  } else {
    write(pen, formatValue(value, pen.secrets));
  }
}

/** A value on one visible line. Secret and unknown values are `[secret]` and `[unknown]`. */
export function formatValue(value: Value, secrets: Iterable<string>): string {
  if (value === null) {
    return "<null>";
  }
  if (value instanceof Secret) {
    return "[secret]";
  }
  if (value instanceof Unknown) {
    return "[unknown]";
  }
  if (typeof value === "string") {
    return terminalLine(shorten(mask(value, secrets)));
  }
  if (Array.isArray(value)) {
    return `[${value.map((element) => formatValue(element, secrets)).join(", ")}]`;
  }
  if (isMap(value)) {
    const entries = Object.entries(value).filter(([, element]) => !isEmpty(element));
    const texts = entries.map(([key, element]) => `${formatKey(key)}: ${formatValue(element, secrets)}`);
    return texts.length === 0 ? "{}" : `{ ${texts.join(", ")} }`;
  }
  // A secret cannot be a part of a number.
  return typeof value === "number" && [...secrets].includes(String(value)) ? "[secret]" : String(value);
}

/** In quotes. A cut text ends with a digest: so two long texts that differ at the end look different. */
function shorten(text: string): string {
  if (text.length <= LONGEST_TEXT) {
    return JSON.stringify(text);
  }
  const digest = sha256(text).slice(0, 12);
  const [start, end] = [`${text.slice(0, LONGEST_TEXT)}...`, text.slice(-40)].map((part) => JSON.stringify(part));
  return `${start} (${text.length} characters to ${end}, SHA-256 ${digest}…)`;
}

/** A key in plain, unless a character in it could be mistaken for the text around it. */
export function formatKey(key: string): string {
  return terminalLine(/^[^\s"'`{}[\],:=]+$/.test(key) ? key : JSON.stringify(key));
}

/** Values that the CLI leaves out of a listing: empty defaults. */
export function isEmpty(value: Value | undefined): boolean {
  return (
    value === undefined ||
    value === null ||
    value === "" ||
    (Array.isArray(value) && value.length === 0) ||
    (isMap(value) && Object.keys(value).length === 0)
  );
}

function isNested(value: Value): boolean {
  return Array.isArray(value) || isMap(value);
}

function writeTitle(pen: Pen, text: string): void {
  const margin = "    ".repeat(pen.indent);
  const start = pen.signed && margin !== "" ? margin.slice(0, -2) + OPS[pen.op].prefix : margin;
  write(pen, start + text);
}

function writeUnsigned(pen: Pen, text: string): void {
  write(pen, "    ".repeat(pen.indent) + text);
}

function write(pen: Pen, text: string): void {
  const lineEnd = text.endsWith("\n") ? "\n" : "";
  pen.out.push(pen.paint(OPS[pen.op].style, text.slice(0, text.length - lineEnd.length)) + lineEnd);
}
