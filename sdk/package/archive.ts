import { createHash, type Hash } from "node:crypto";
import { open, rename, rm, stat } from "node:fs/promises";
import { Header, Pax } from "tar";

import { readChunks } from "../system/chunks";
import { packageError } from "./errors";
import { type PackageFile, sortFiles } from "./filesHash";

import { gzip } from "./gzip";

/** The time of every entry. Some tools would read 0, the zero of the format, as "no time". */
const entryTime = new Date(0);
const entryMode = 0o644;

/**
 * Writes the files as a `tar.gz`. Returns its size in bytes and the files hash, both from one pass over the content.
 *
 * The bytes depend only on names and contents: entries are sorted, with fixed time, mode and owner. The archive is
 * written to `temporary`, on the same file system, and moved to `path` when it is complete.
 */
export async function writeArchive(
  files: readonly PackageFile[],
  path: string,
  temporary: string,
): Promise<{ filesHash: string; size: number }> {
  const hash = createHash("sha512");
  const target = await open(temporary, "w");
  let size = 0;
  try {
    for await (const chunk of gzip(tarStream(sortFiles(files), hash))) {
      await target.writeFile(chunk);
      size += chunk.length;
    }
    await target.close();
    await rename(temporary, path);
  } catch (error) {
    await target.close();
    await rm(temporary, { force: true });
    throw error;
  }
  return { filesHash: hash.digest("hex"), size };
}

async function* tarStream(files: readonly PackageFile[], hash: Hash): AsyncGenerator<Uint8Array> {
  for (const { name, content } of files) {
    const inMemory = content instanceof Uint8Array;
    const size = inMemory ? content.length : (await stat(content.path)).size;
    yield entryHeader(name, size);
    let written = 0;
    for await (const chunk of inMemory ? [content] : readChunks(content.path)) {
      hash.update(chunk);
      written += chunk.length;
      yield chunk;
    }
    if (written !== size) {
      throw packageError("file-changed-while-packed", {
        file: inMemory ? name : content.path,
        before: size,
        after: written,
      });
    }
    yield Buffer.alloc(-size & 511);
  }
  yield Buffer.alloc(1024);
}

function entryHeader(name: string, size: number): Buffer {
  const fields = { path: name, size, mode: entryMode, mtime: entryTime, uid: 0, gid: 0, type: "File" } as const;
  const header = new Header(fields);
  const block = Buffer.alloc(512);
  return header.encode(block) ? Buffer.concat([new Pax({ path: name, size }).encode(), block]) : block;
}
