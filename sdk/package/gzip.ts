import { availableParallelism } from "node:os";
import { promisify } from "node:util";
import { constants, crc32, deflateRaw } from "node:zlib";

const deflate = promisify(deflateRaw);

/** What one thread compresses at a time. Larger blocks compress no better but hold more memory. */
const blockSize = 512 * 1024;
/** How far back deflate can refer; the end of a block is the dictionary of the next, so cutting costs no size. */
const windowSize = 32 * 1024;
/** zlib's 4 costs half the time of its default 6, and its archives are still smaller than those of the Fastly CLI. */
const level = 4;

/** No name and no time; "unknown" as operating system, so that all machines write the same bytes. */
const header = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);

/**
 * Compresses `source` into one gzip member on zlib's thread pool, with memory that does not depend on the length.
 *
 * Blocks are deflated independently and their outputs joined, as pigz does: every block but the last ends with a sync
 * flush, so that the next one starts on a whole byte. The result depends only on the content and on Node's zlib, not on
 * timing or the number of cores.
 */
export async function* gzip(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const parallel = Math.min(4, Math.max(2, availableParallelism()));
  const running: { output: Promise<Buffer>; input: Buffer }[] = [];
  const spare: Buffer[] = [];
  let dictionary: Buffer | undefined;
  let checksum = 0;
  let length = 0;

  const start = (input: Buffer, last: boolean) => {
    checksum = crc32(input, checksum);
    length += input.length;
    const finishFlush = last ? constants.Z_FINISH : constants.Z_SYNC_FLUSH;
    const output = deflate(input, { level, memLevel: 9, dictionary, finishFlush, chunkSize: blockSize / 2 });
    // Whoever awaits it sees the error; when nobody does, another error is already on its way.
    output.catch(() => undefined);
    running.push({ output, input });
    dictionary = Buffer.from(input.subarray(-windowSize));
  };
  async function* finish(atMost: number) {
    for (let next = running[0]; next !== undefined && running.length > atMost; next = running[0]) {
      yield await next.output;
      running.shift();
      spare.push(next.input);
    }
  }

  yield header;
  let block: Buffer = Buffer.allocUnsafe(blockSize);
  let used = 0;
  for await (const chunk of source) {
    for (let offset = 0; offset < chunk.length; ) {
      if (used === blockSize) {
        start(block, false);
        yield* finish(parallel);
        block = spare.pop() ?? Buffer.allocUnsafe(blockSize);
        used = 0;
      }
      const part = chunk.subarray(offset, offset + blockSize - used);
      block.set(part, used);
      used += part.length;
      offset += part.length;
    }
  }
  start(block.subarray(0, used), true);
  yield* finish(0);
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(checksum, 0);
  trailer.writeUInt32LE(length % 2 ** 32, 4);
  yield trailer;
}
