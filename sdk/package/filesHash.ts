import { createHash, type Hash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { openRegularFile } from "../system/files";

/** A file of a package: its full name in the archive (`app/bin/main.wasm`) and its content, in memory or on disk. */
export interface PackageFile {
  name: string;
  content: Uint8Array | { path: string };
}

/** What is read from disk at a time; large enough that reading costs nothing beside hashing. */
const chunkSize = 1 << 20;

/** Orders names by their UTF-8 bytes, as Go does. `Array.sort` alone orders by UTF-16 units. */
export function compareNames(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/**
 * The files hash of a package, as `fastly compute hash-files` prints it and the Fastly API returns it (`files_hash`):
 * the lower-case hexadecimal SHA-512 of the contents of all files, one after another in the order of their names.
 * Names themselves, modes and times are not part of it.
 *
 * Files on disk are read in one pass with a fixed amount of memory.
 */
export async function filesHash(files: readonly PackageFile[]): Promise<string> {
  const hash = createHash("sha512");
  for (const file of sortFiles(files)) {
    await hashContent(hash, file.content);
  }
  return hash.digest("hex");
}

/** The files in the order of the hash; of files with the same name only the last, as the CLI and the API do. */
export function sortFiles<T extends { name: string }>(files: readonly T[]): T[] {
  const byName = new Map(files.map((file) => [file.name, file]));
  return [...byName.values()].sort((a, b) => compareNames(a.name, b.name));
}

async function hashContent(hash: Hash, content: PackageFile["content"]): Promise<void> {
  if (content instanceof Uint8Array) {
    hash.update(content);
    return;
  }
  for await (const chunk of readChunks(content.path)) {
    hash.update(chunk);
  }
}

/**
 * The content of a file in chunks of 1 MiB. The next chunk is read while the last one is used; a chunk is valid only
 * until the one after the next is asked for, because two buffers take turns.
 */
export async function* readChunks(path: string, size = chunkSize): AsyncGenerator<Buffer> {
  const { file } = await openRegularFile(path);
  let reading: Promise<Buffer> | undefined;
  try {
    let [used, free] = [Buffer.allocUnsafe(size), Buffer.allocUnsafe(size)];
    reading = fill(file, used);
    for (;;) {
      const chunk = await reading;
      reading = undefined;
      if (chunk.length === 0) {
        return;
      }
      if (chunk.length === size) {
        reading = fill(file, free);
        [used, free] = [free, used];
      }
      yield chunk;
      if (reading === undefined) {
        return;
      }
    }
  } finally {
    await reading?.catch(() => undefined);
    await file.close();
  }
}

/** Reads until the buffer is full or the file ends, so that where chunks end never depends on the file system. */
async function fill(file: FileHandle, buffer: Buffer): Promise<Buffer> {
  let length = 0;
  while (length < buffer.length) {
    const { bytesRead } = await file.read(buffer, length, buffer.length - length, null);
    if (bytesRead === 0) {
      break;
    }
    length += bytesRead;
  }
  return buffer.subarray(0, length);
}
