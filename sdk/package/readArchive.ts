import { createHash } from "node:crypto";
import { closeSync, createReadStream, mkdtempSync, openSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { Parser, type ReadEntry } from "tar";
import { rmSync } from "../system/stats";
import { compareNames, sortFiles } from "./filesHash";

/** The content of an archive: its files in archive order, with their sizes, and the files hash. */
export interface ArchiveContent {
  files: { name: string; size: number }[];
  filesHash: string;
}

/**
 * Throws when the number of bytes is too large. Called before each entry is unpacked, with the sum including that
 * entry. An archive of a megabyte can unpack to a gigabyte.
 */
export type SizeCheck = (bytes: number) => void;

/**
 * Reads a `tar.gz` as Fastly does: regular files only, and of files with the same name only the last. Rejects when the
 * archive is not intact.
 *
 * One pass is enough when the entries are in the order of the hash, as in archives made here. Otherwise a second pass
 * uses a temporary file. So the memory never depends on the size.
 */
export async function readArchive(path: string, check: SizeCheck = () => {}): Promise<ArchiveContent> {
  const files: ArchiveContent["files"] = [];
  const hash = createHash("sha512");
  let sorted = true;
  await eachFile(path, check, (name, size) => {
    sorted &&= files.length === 0 || compareNames(files[files.length - 1]?.name ?? "", name) < 0;
    files.push({ name, size });
    return (chunk) => sorted && hash.update(chunk);
  });
  return sorted
    ? { files, filesHash: hash.digest("hex") }
    : { files: sortFiles(files), filesHash: await hashUnsorted(path) };
}

/** The files hash of an archive, as `fastly compute hash-files --package` prints it. */
export async function archiveFilesHash(path: string): Promise<string> {
  return (await readArchive(path)).filesHash;
}

async function hashUnsorted(path: string): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), "fastly-compute-"));
  const contents = join(directory, "contents");
  const parts: { name: string; offset: number; size: number }[] = [];
  const spool = openSync(contents, "w");
  try {
    let end = 0;
    await eachFile(
      path,
      () => {},
      (name, size) => {
        parts.push({ name, offset: end, size });
        return (chunk) => {
          end += writeSync(spool, chunk);
        };
      },
    );
    const hash = createHash("sha512");
    for (const { offset, size } of sortFiles(parts)) {
      if (size > 0) {
        for await (const chunk of createReadStream(contents, { start: offset, end: offset + size - 1 })) {
          hash.update(chunk);
        }
      }
    }
    return hash.digest("hex");
  } finally {
    closeSync(spool);
    rmSync(directory, { recursive: true, force: true });
  }
}

/**
 * The largest unpacked archive in bytes, with its headers and the bytes after its end. The contents of a package are at
 * most a third of it. Bytes outside of file contents are in no header's size, and can be inflated too.
 */
const MOST_UNPACKED = 300_000_000;

/** How many bytes are read and unpacked at a time. */
const PIECE = 1 << 18;

/** Calls `onFile` for each regular file. The function that it returns gets each piece of the content. */
async function eachFile(
  path: string,
  check: SizeCheck,
  onFile: (name: string, size: number) => (chunk: Buffer) => unknown,
): Promise<void> {
  let unpacked = 0;
  const parser = new Parser({
    strict: true,
    onReadEntry: (entry: ReadEntry) => {
      unpacked += entry.size;
      try {
        check(unpacked);
      } catch (error) {
        parser.abort(error as Error);
        return;
      }
      if (entry.type === "File" || entry.type === "OldFile" || entry.type === "ContiguousFile") {
        entry.on("data", onFile(entry.path, entry.size));
      } else {
        entry.resume();
      }
    },
  });
  let failure: Error | undefined;
  let isOver = false;
  // The parser would keep all bytes after the end of an archive, and copy them with each piece.
  parser.on("eof", () => {
    isOver = true;
  });
  const ended = new Promise<void>((resolve) => {
    parser.on("end", resolve);
    parser.on("error", (error) => {
      failure ??= error as Error;
      resolve();
    });
  });
  let total = 0;
  const feed = async (unzipped: AsyncIterable<Buffer>) => {
    for await (const chunk of unzipped) {
      total += chunk.length;
      if (total > MOST_UNPACKED) {
        failure ??= new Error(`it unpacks to more than ${MOST_UNPACKED.toLocaleString("en-US")} bytes`);
      }
      // The consumer takes each piece at once, so there is nothing to wait for.
      if (failure === undefined && !isOver) {
        parser.write(chunk);
      }
      if (failure !== undefined) {
        return;
      }
    }
  };
  await pipeline(createReadStream(path, { highWaterMark: PIECE }), createGunzip({ chunkSize: PIECE }), feed).catch(
    (error) => {
      // After an earlier error, this only reports that the stream stopped in the middle.
      failure ??= error;
    },
  );
  if (failure === undefined) {
    parser.end();
    await ended;
  }
  if (failure !== undefined) {
    throw failure;
  }
}
