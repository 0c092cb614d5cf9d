import { type HashedFile, useHashed } from "../system/hashedFile";
import { sha256 } from "../system/sha256";
import type { Streamed } from "./exchange";

/** An item of a KV store. Its value is a file, or in memory. */
export interface Item {
  key: string;
  value: HashedFile | Buffer;
  metadata?: string;
  timeToLive?: number;
}

/** The most items and bytes in one batch. */
const BATCH = { items: 250, bytes: 8_000_000 };

/** A value of more bytes gets a request of its own. */
const LARGE = 1_000_000;

/** The length of the value in bytes. */
export function lengthOf({ value }: Item): number {
  return Buffer.isBuffer(value) ? value.length : value.size;
}

/** The SHA-256 of the value, in hexadecimal. */
export function sha256Of({ value }: Item): string {
  return Buffer.isBuffer(value) ? sha256(value) : value.sha256;
}

/** Splits the items into lists for one request each. */
export function batchesOf(items: Item[]): Item[][] {
  const batches: Item[][] = [];
  let batch: Item[] = [];
  let bytes = 0;
  for (const item of items) {
    const size = bytesOf(item);
    if (lengthOf(item) > LARGE) {
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

/** The line of an item in a batch, up to its value. */
function startOf({ key, metadata, timeToLive }: Item): string {
  const rest = { ...(metadata !== undefined && { metadata }), ...(timeToLive && { time_to_live_sec: timeToLive }) };
  return JSON.stringify({ key, ...rest, value: "" }).slice(0, -2);
}

/** The length of the value in Base64 characters. */
function base64Length(item: Item): number {
  return 4 * Math.ceil(lengthOf(item) / 3);
}

/** The length of the line in bytes. */
function bytesOf(item: Item): number {
  return Buffer.byteLength(startOf(item)) + base64Length(item) + END.length;
}

/** Writes the line, and returns its length in bytes. Reads a file only now. */
function writeLine(item: Item, to: Buffer, at: number): number {
  const { value } = item;
  const from = at + to.write(startOf(item), at);
  to.write(Buffer.isBuffer(value) ? inBase64(value) : useHashed(value, inBase64), from, "latin1");
  const until = from + base64Length(item);
  return until + to.write(END, until) - at;
}

function inBase64(content: Buffer): string {
  return content.toString("base64");
}

const END = '"}\n';

/** How many bytes of a batch are made at a time. A longer line gets its own length. */
const PIECE = 1 << 16;

/**
 * A batch, made line by line while it is sent. A piece is valid until the next one is requested.
 *
 * @param ended called when the whole batch is made, or nobody takes the rest.
 */
export function batchStream(batch: Item[], ended: () => void): Streamed {
  const lengths = batch.map(bytesOf);
  const bytes = lengths.reduce((sum, length) => sum + length, 0);
  const longest = lengths.reduce((most, length) => Math.max(most, length), 0);
  return {
    bytes,
    async *chunks() {
      const buffer = Buffer.allocUnsafeSlow(Math.min(bytes, Math.max(PIECE, longest)));
      try {
        let length = 0;
        for (const [index, item] of batch.entries()) {
          if (length + (lengths[index] ?? 0) > buffer.length) {
            yield buffer.subarray(0, length);
            length = 0;
          }
          length += writeLine(item, buffer, length);
        }
        yield buffer.subarray(0, length);
      } finally {
        ended();
      }
    },
  };
}
