import { createHash, type Hash } from "node:crypto";
import { readChunks } from "../system/chunks";

/** A file of a package: its full name in the archive (`app/bin/main.wasm`), and its content in memory or on disk. */
export interface PackageFile {
  name: string;
  content: Uint8Array | { path: string };
}

/** Orders names by their UTF-8 bytes, as Go does. `Array.sort` alone orders by UTF-16 units. */
export function compareNames(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/**
 * The files hash of a package, as `fastly compute hash-files` prints it and the Fastly API returns it (`files_hash`).
 * It is the SHA-512 of the contents of all files in the order of their names, in lower-case hexadecimal. Names, modes
 * and times are not part of the hash.
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

/** The files in the order of the hash. Of files with the same name only the last counts, as in the CLI and the API. */
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
