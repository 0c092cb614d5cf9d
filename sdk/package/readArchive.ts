import { createHash } from "node:crypto";
import { once } from "node:events";
import { closeSync, createReadStream, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Parser, type ReadEntry } from "tar";
import { compareNames, sortFiles } from "./filesHash";

/** What an archive holds: its files in archive order, with their sizes, and the files hash. */
export interface ArchiveContent {
  files: { name: string; size: number }[];
  filesHash: string;
}

/**
 * Throws when so many bytes are too many. It is asked before each entry is unpacked, with it: an archive of a megabyte
 * can be one of a gigabyte when it is unpacked.
 */
export type SizeCheck = (bytes: number) => void;

/**
 * Reads a `tar.gz` as Fastly does: regular files only, of files with the same name the last. Rejects when it is no
 * intact archive.
 *
 * One pass when the entries are in the order of the hash, as in archives made here; otherwise a second one, through a
 * temporary file, so that memory never depends on the size.
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

/** Calls `onFile` for each regular file, and the function it returns for each piece of its content. */
async function eachFile(
  path: string,
  check: SizeCheck,
  onFile: (name: string, size: number) => (chunk: Buffer) => unknown,
): Promise<void> {
  let unpacked = 0;
  const parser = new Parser({
    strict: true,
    // Blank data compresses by more than the 1000:1 that `tar` takes for an attack; limits are checked by the caller.
    maxDecompressionRatio: Number.POSITIVE_INFINITY,
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
  const ended = new Promise<void>((resolve, reject) => {
    parser.on("end", resolve);
    parser.on("error", reject);
  });
  const fed = (async () => {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 18 })) {
      if (!parser.write(chunk)) {
        await Promise.race([once(parser, "drain"), ended]);
      }
    }
    parser.end();
  })();
  await Promise.all([ended, fed]);
}
