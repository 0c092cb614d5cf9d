import { createHash } from "node:crypto";
import { parseToml } from "pulumi-fastly-compute/internal";
import { Parser, type ReadEntry } from "tar";
import type { PackageMetadata } from "./state";

/**
 * Reads the metadata that Fastly reads from an uploaded package.
 *
 * Throws when the archive is not a gzipped or plain tar. Throws unless it has one folder with a valid `fastly.toml` and
 * a `bin/main.wasm` that is a Wasm module.
 */
export async function readArchive(archive: Buffer): Promise<{ metadata: PackageMetadata; wasm: Buffer }> {
  const files = await readFiles(archive);
  const { manifest, wasm } = programOf(files);
  const text = (key: string) => (typeof manifest[key] === "string" ? manifest[key] : "");
  const metadata = {
    name: text("name"),
    description: text("description"),
    authors: Array.isArray(manifest.authors) ? manifest.authors.map(String) : [],
    language: text("language"),
    size: archive.length,
    hashsum: createHash("sha512").update(archive).digest("hex"),
    files_hash: filesHash(files),
    ...(text("cloned_from") !== "" && { cloned_from: text("cloned_from") }),
  };
  return { metadata, wasm };
}

/** The program and manifest of an uploaded package. Throws as `readArchive` does. */
export async function readProgram(archive: Buffer): Promise<Program> {
  return programOf(await readFiles(archive));
}

export interface Program {
  wasm: Buffer;
  /** The `fastly.toml`, parsed. */
  manifest: Record<string, unknown>;
}

/** As documented for a package: one folder with the manifest and a Wasm module, which must not be a component. */
function programOf(files: ReadonlyMap<string, Buffer>): Program {
  const manifest = parseToml(
    fileAt(files, "fastly.toml")
      .toString("utf8")
      .replace(/^\uFEFF/, ""),
  );
  const wasm = fileAt(files, "bin/main.wasm");
  if (wasm.subarray(0, 8).toString("latin1") !== "\0asm\x01\0\0\0") {
    throw new Error("main.wasm is no module of Wasm");
  }
  return { wasm, manifest };
}

/** The most unpacked bytes of an archive of at most 100 MB: some hundred bytes can unpack to as many megabytes. */
const MOST_UNPACKED = 512_000_000;

/** The regular files by name in the archive. Of two files with one name, the later counts. */
function readFiles(archive: Buffer): Promise<Map<string, Buffer>> {
  return new Promise((resolve, reject) => {
    const files = new Map<string, Buffer>();
    const parser = new Parser({ strict: true });
    let unpacked = 0;
    parser.on("entry", (entry: ReadEntry) => {
      const chunks: Buffer[] = [];
      entry.on("data", (chunk) => {
        unpacked += chunk.length;
        if (unpacked > MOST_UNPACKED) {
          chunks.length = 0;
          parser.abort(new Error(`more than ${MOST_UNPACKED} bytes when it is unpacked`));
          return;
        }
        chunks.push(chunk);
      });
      entry.on("end", () => {
        if (entry.type === "File" || entry.type === "OldFile") {
          files.set(entry.path, Buffer.concat(chunks));
        }
      });
    });
    parser.on("error", reject);
    parser.on("end", () => resolve(files));
    parser.end(archive);
  });
}

function fileAt(files: ReadonlyMap<string, Buffer>, wanted: string): Buffer {
  const [top, ...others] = new Set([...files.keys()].map((path) => plain(path).split("/")[0]));
  for (const [path, content] of files) {
    if (others.length === 0 && plain(path) === `${top}/${wanted}`) {
      return content;
    }
  }
  throw new Error(`no ${wanted} in one folder`);
}

function plain(path: string): string {
  return path.replace(/^(\.\/)+/, "");
}

/** Hashes as `fastly compute hash-files`: the contents one after the other, in the byte order of the names. */
function filesHash(files: ReadonlyMap<string, Buffer>): string {
  const hash = createHash("sha512");
  for (const [, content] of [...files].sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))) {
    hash.update(content);
  }
  return hash.digest("hex");
}
