import { createHash } from "node:crypto";
import { closeSync, openSync, readSync, type Stats } from "node:fs";
import { readChunks } from "./chunks";
import { checkRegularFile, FLAGS, readRegularFile } from "./files";
import { sha256 } from "./sha256";

/** A file as it was when it was read. */
export interface HashedFile {
  /** The absolute path. */
  path: string;
  /** The size in bytes. */
  size: number;
  /** The SHA-256 of the content, in hexadecimal. */
  sha256: string;
}

/** A file has changed since it was read, or is gone. */
export class FileChanged extends Error {
  constructor(readonly path: string) {
    super(`${path} has changed`);
    this.name = "FileChanged";
  }
}

const CHUNK = 1 << 20;

let shared: Buffer | undefined;

/** One buffer for contents that are used before anything else is read: thousands of buffers would waste memory. */
function sharedBuffer(): Buffer {
  shared ??= Buffer.allocUnsafe(CHUNK);
  return shared;
}

/**
 * Hashes a file as it is now. Reads it piece by piece, whatever its size.
 *
 * @param stats the file's stats, when they were just read.
 * @throws as {@link readRegularFile} does.
 */
export function hashFile(path: string, limit: number, stats?: Stats): HashedFile {
  checkRegularFile(path, limit, stats);
  const file = openSync(path, FLAGS);
  try {
    const buffer = sharedBuffer();
    const start = fill(file, buffer);
    if (start.length < buffer.length) {
      return { path, size: start.length, sha256: sha256(start) };
    }
    const hash = createHash("sha256").update(start);
    let size = start.length;
    for (let part = fill(file, buffer); part.length > 0; part = fill(file, buffer)) {
      size += part.length;
      hash.update(part);
    }
    return { path, size, sha256: hash.digest("hex") };
  } finally {
    closeSync(file);
  }
}

/** Reads until the buffer is full or the file ends. */
function fill(file: number, buffer: Buffer): Buffer {
  let length = 0;
  for (let read = 1; read > 0 && length < buffer.length; length += read) {
    read = readSync(file, buffer, length, buffer.length - length, null);
  }
  return buffer.subarray(0, length);
}

/** The whole content. @throws FileChanged when it has changed. */
export function readHashed(file: HashedFile): Buffer {
  let content: Buffer;
  try {
    content = readRegularFile(file.path, file.size);
  } catch {
    throw new FileChanged(file.path);
  }
  if (sha256(content) !== file.sha256) {
    throw new FileChanged(file.path);
  }
  return content;
}

/** Lends the content: it is valid until `use` returns. @throws FileChanged when it has changed. */
export function useHashed<T>(file: HashedFile, use: (content: Buffer) => T): T {
  if (file.size >= CHUNK) {
    return use(readHashed(file));
  }
  let content: Buffer;
  try {
    content = readShared(file);
  } catch {
    throw new FileChanged(file.path);
  }
  if (content.length !== file.size || sha256(content) !== file.sha256) {
    throw new FileChanged(file.path);
  }
  return use(content);
}

function readShared({ path, size }: HashedFile): Buffer {
  checkRegularFile(path, size);
  const file = openSync(path, FLAGS);
  try {
    return fill(file, sharedBuffer());
  } finally {
    closeSync(file);
  }
}

/**
 * The content, piece by piece. The last piece comes only after the whole content was checked. So a sender that
 * announces the length first never completes another content.
 *
 * @throws FileChanged when it has changed.
 */
export async function* streamHashed({ path, size, sha256 }: HashedFile): AsyncGenerator<Buffer> {
  const hash = createHash("sha256");
  let left = size;
  let held: Buffer | undefined;
  try {
    for await (const chunk of readChunks(path)) {
      left -= chunk.length;
      if (left < 0) {
        break;
      }
      hash.update(chunk);
      if (held !== undefined) {
        yield held;
      }
      // The reader reuses its buffers.
      held = Buffer.from(chunk);
    }
  } catch {
    throw new FileChanged(path);
  }
  if (left !== 0 || hash.digest("hex") !== sha256) {
    throw new FileChanged(path);
  }
  if (held !== undefined) {
    yield held;
  }
}
