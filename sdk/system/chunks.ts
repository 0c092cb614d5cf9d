import type { FileHandle } from "node:fs/promises";
import { openRegularFile } from "./files";

/** How much is read from disk at a time. It is large enough that reading costs little compared with hashing. */
const chunkSize = 1 << 20;

/**
 * The content of a file in chunks of 1 MiB. The next chunk is read while the last one is used. Two buffers take turns:
 * a chunk is valid until the second next one is requested.
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

/** Reads until the buffer is full or the file ends: so the ends of chunks never depend on the file system. */
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
