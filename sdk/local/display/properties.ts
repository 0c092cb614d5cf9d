import type { StepOp } from "../engine/events";
import { type PropertyMap, Secret, Unknown, type Value } from "../engine/value";
import { isMap } from "../engine/values";
import { type Change, isInternal, type ObjectChange } from "./changes";
import { mask } from "./mask";
import { OPS } from "./ops";
import type { Paint } from "./paint";

/** Longer texts (a package's hash fits) are cut, as the CLI does without `--show-full-output`. */
const LONGEST_TEXT = 150;

/** Where and how properties are written. */
export interface Pen {
  out: string[];
  paint: Paint;
  secrets: ReadonlySet<string>;
  /** In steps of four spaces. */
  indent: number;
  op: StepOp;
  /** Whether lines begin with the operation's sign. */
  signed: boolean;
}

export function writeObject(pen: Pen, properties: PropertyMap): void {
  const shown = Object.keys(properties)
    .filter((key) => !isInternal(key) && !isEmpty(properties[key]))
    .sort();
  const width = Math.max(0, ...shown.map((key) => key.length));
  for (const key of shown) {
    writeTitle(pen, `${key.padEnd(width)}: `);
    writeValue(pen, properties[key] ?? null);
    write(pen, "\n");
  }
}

export function writeObjectChange(pen: Pen, change: ObjectChange): void {
  const width = Math.max(0, ...[...change.properties.keys()].map((key) => key.length));
  for (const [key, property] of [...change.properties].sort(([a], [b]) => (a < b ? -1 : 1))) {
    writeChange(pen, property, (titlePen) => writeTitle(titlePen, `${key.padEnd(width)}: `));
  }
}

function writeChange(pen: Pen, change: Change, title: (pen: Pen) => void): void {
  const update: Pen = { ...pen, op: "update", signed: true };
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
      writeObjectChange({ ...update, indent: pen.indent + 1 }, change);
      writeUnsigned(update, "}\n");
      break;
    case "array":
      title(update);
      write(update, "[\n");
      for (const [index, element] of [...change.elements].sort(([a], [b]) => a - b)) {
        writeChange({ ...update, indent: pen.indent + 2 }, element, (elementPen) =>
          writeTitle({ ...elementPen, indent: pen.indent + 1 }, `[${index}]: `),
        );
      }
      writeUnsigned(update, "]\n");
      break;
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
      writeValue({ ...pen, indent: pen.indent + 1 }, element);
      write(pen, "\n");
    }
    writeUnsigned(pen, "]");
  } else if (isMap(value) && Object.keys(value).length > 0) {
    write(pen, "{\n");
    writeObject({ ...pen, indent: pen.indent + 1 }, value);
    writeUnsigned(pen, "}");
  } else {
    write(pen, formatValue(value, pen.secrets));
  }
}

/** A value on one line; secret and unknown ones as `[secret]` and `[unknown]`. */
export function formatValue(value: Value, secrets: ReadonlySet<string>): string {
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
    const text = mask(value, secrets);
    return JSON.stringify(text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}...` : text);
  }
  if (Array.isArray(value)) {
    return `[${value.map((element) => formatValue(element, secrets)).join(", ")}]`;
  }
  if (isMap(value)) {
    const entries = Object.entries(value).filter(([key, element]) => !isInternal(key) && !isEmpty(element));
    const texts = entries.map(([key, element]) => `${key}: ${formatValue(element, secrets)}`);
    return texts.length === 0 ? "{}" : `{ ${texts.join(", ")} }`;
  }
  return mask(String(value), secrets);
}

/** What the CLI leaves out of a listing: defaults that say nothing. */
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
