import { problem } from "../http";
import type { KvItem } from "../state";

/** The values of items that were written in this process. */
const VALUES = new WeakMap<KvItem, Buffer>();

export function bytesOf(item: KvItem): Buffer {
  return VALUES.get(item) ?? Buffer.from(item.value, "base64");
}

/**
 * The new item in place of an old one. Its base64 is only made when somebody reads it: there may be hundreds of
 * megabytes.
 */
export function itemOf(
  old: KvItem | undefined,
  key: string,
  bytes: Buffer,
  settings: Pick<KvItem, "metadata" | "expires_at">,
): KvItem {
  const item: KvItem = {
    key,
    get value() {
      return bytes.toString("base64");
    },
    generation: (old?.generation ?? 0) + 1,
    ...settings,
  };
  VALUES.set(item, bytes);
  return item;
}

/** A line of a batch, such as `{"key":"k","value":"<base64>","metadata":"…","time_to_live_sec":60}`. */
export interface BatchLine {
  key: string;
  value: Buffer;
  metadata: string | null;
  seconds: number | undefined;
}

/** The lines of a batch. @throws the answer to an invalid line. */
export function batchLines(raw: Buffer): BatchLine[] {
  const lines: BatchLine[] = [];
  for (let start = 0; start < raw.length; ) {
    const newline = raw.indexOf(NEWLINE, start);
    const end = newline === -1 ? raw.length : newline;
    const line = raw.subarray(start, end);
    start = end + 1;
    if (!isBlank(line)) {
      lines.push(batchLine(line));
    }
  }
  return lines;
}

const NEWLINE = 0x0a;
const SPACE = 0x20;

function isBlank(line: Buffer): boolean {
  return (line[0] ?? 0) <= SPACE && line.toString("utf8").trim() === "";
}

function batchLine(line: Buffer): BatchLine {
  try {
    const { key, value, metadata, time_to_live_sec: seconds } = parse(line);
    const bytes = typeof value === "string" ? bytesOfBase64(value) : undefined;
    const isTime = seconds === undefined || seconds === null || typeof seconds === "number";
    if (typeof key === "string" && bytes !== undefined && isMetadata(metadata) && isTime) {
      return { key, value: bytes, metadata: metadata ?? null, seconds: (seconds as number | null) ?? undefined };
    }
  } catch {
    // Refused below, like a line of another shape.
  }
  throw problem(
    400,
    "Bad Request",
    "each line of a batch must be an object with a key, a base64 value, and metadata of one line if any",
  );
}

const VALUE = Buffer.from('"value":"');
const QUOTE = 0x22;

/**
 * Parses a line. A long value is cut out first, and a mark stands for it: the value is most of the line, and has no
 * JSON escapes. A line of another shape than it seems is parsed as a whole.
 */
function parse(line: Buffer): Record<string, unknown> {
  const start = line.indexOf(VALUE);
  const end = start === -1 ? -1 : line.indexOf(QUOTE, start + VALUE.length);
  if (end !== -1) {
    const from = start + VALUE.length;
    const rest = `${line.toString("utf8", 0, from)}${MARK}${line.toString("utf8", end)}`;
    const entry = JSON.parse(rest);
    const value = line.toString("latin1", from, end);
    if (entry.value === MARK && !value.includes("\\")) {
      return { ...entry, value };
    }
  }
  return JSON.parse(line.toString("utf8"));
}

const MARK = "the value of this line";

/** The bytes of a base64 text on one line with padding. Undefined for any other text. */
export function bytesOfBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, "base64");
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  // Node ignores invalid characters, and also accepts URL-safe base64.
  const isWhole = text.length % 4 === 0 && bytes.length === (text.length / 4) * 3 - padding;
  return isWhole && !text.includes("-") && !text.includes("_") ? bytes : undefined;
}

/** Metadata comes back in a header, so it cannot have control characters. */
function isMetadata(metadata: unknown): metadata is string | null | undefined {
  return metadata === undefined || metadata === null || (typeof metadata === "string" && !/\p{Cc}/u.test(metadata));
}
