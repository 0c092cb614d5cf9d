import { type HashedFile, readHashed } from "../system/hashedFile";
import { sha256 } from "../system/sha256";

/** An item of a KV store, whose value is a file or known. */
export interface Item {
  key: string;
  value: HashedFile | Buffer;
  metadata?: string;
  timeToLive?: number;
}

/** The most items and bytes of one batch. A value of more than a quarter of it is written by a request of its own. */
const BATCH = { items: 100, bytes: 4_000_000 };

/** Bytes of the value. */
export function lengthOf({ value }: Item): number {
  return Buffer.isBuffer(value) ? value.length : value.size;
}

/** Of the value, hexadecimal. */
export function sha256Of({ value }: Item): string {
  return Buffer.isBuffer(value) ? sha256(value) : value.sha256;
}

/** The items in lists that are to be one request each. */
export function batchesOf(items: Item[]): Item[][] {
  const batches: Item[][] = [];
  let batch: Item[] = [];
  let bytes = 0;
  for (const item of items) {
    const size = lineOf(item).bytes;
    if (lengthOf(item) > BATCH.bytes / 4) {
      batches.push([item]);
      continue;
    }
    if (batch.length >= BATCH.items || bytes + size > BATCH.bytes || batch.length === 0) {
      batch = [];
      bytes = 0;
      batches.push(batch);
    }
    batch.push(item);
    bytes += size;
  }
  return batches;
}

/** The line of an item in a batch: its length, and what makes it. A file is read then. */
export function lineOf(item: Item): { bytes: number; encode(): Buffer } {
  const { key, value, metadata, timeToLive } = item;
  const rest = { ...(metadata !== undefined && { metadata }), ...(timeToLive && { time_to_live_sec: timeToLive }) };
  const start = Buffer.from(`${JSON.stringify({ key, ...rest, value: "" }).slice(0, -2)}`);
  const base64 = 4 * Math.ceil(lengthOf(item) / 3);
  const bytes = start.length + base64 + END.length;
  return {
    bytes,
    encode() {
      const content = Buffer.isBuffer(value) ? value : readHashed(value);
      const line = Buffer.allocUnsafe(bytes);
      start.copy(line);
      line.write(content.toString("base64"), start.length, "latin1");
      END.copy(line, bytes - END.length);
      return line;
    },
  };
}

const END = Buffer.from('"}\n');
