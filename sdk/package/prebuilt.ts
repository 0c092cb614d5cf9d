import { basename, resolve } from "node:path";
import { ComputeError } from "../errors";
import { openRegularFile, whyUnread } from "../system/files";
import type { PackageRequest } from "./args";
import { checkContentBytes } from "./limits";
import { type ArchiveContent, readArchive } from "./readArchive";

/** A package that was made before: a Wasm binary to be packed, or a complete archive. */
export interface Prebuilt {
  kind: "wasm" | "archive";
  /** Absolute. */
  path: string;
}

/** Finds out what `package.path` names, by its first bytes. Throws a `ComputeError` when it is neither. */
export async function findPrebuilt(request: PackageRequest, named: string): Promise<Prebuilt> {
  const path = resolve(request.directory, named);
  const start = await readStart(path).catch((error) => {
    throw new ComputeError(
      `"package.path" of ${request.manifestName} names ${JSON.stringify(named)}, which ${whyUnread(error)}`,
      "Build the package first, or correct the path; it is relative to the directory of the manifest.",
    );
  });
  if (start === "0061736d") {
    return { kind: "wasm", path };
  }
  if (start.startsWith("1f8b")) {
    return { kind: "archive", path };
  }
  throw new ComputeError(
    `"package.path" of ${request.manifestName} names ${JSON.stringify(named)}, which is neither WebAssembly nor a .tar.gz`,
    "Name a bin/main.wasm or an archive made by `fastly compute build` or `fastly compute pack`.",
  );
}

/** Reads an archive that is deployed as it is. Throws a `ComputeError` unless Fastly would take it for a package. */
export async function readPrebuilt(request: PackageRequest, path: string): Promise<ArchiveContent> {
  const named = request.package?.path;
  const check = (bytes: number) => checkContentBytes(bytes, request.manifestName);
  const content = await readArchive(path, check).catch((error: Error) => {
    if (error instanceof ComputeError) {
      throw error;
    }
    throw new ComputeError(`Cannot read the archive ${named}: ${error.message}`, "Make it again; it is damaged.");
  });
  const names = new Set(content.files.map((file) => basename(file.name)));
  for (const needed of ["fastly.toml", "main.wasm"]) {
    if (!names.has(needed)) {
      throw new ComputeError(
        `The archive ${named} has no ${needed}`,
        "Make it with `fastly compute build` or `fastly compute pack`.",
      );
    }
  }
  return content;
}

/** Throws a `ComputeError` when the package is not the one that was asked for. */
export function checkExpectedHash(request: PackageRequest, path: string, filesHash: string): void {
  const expected = request.package?.expectHash;
  if (expected !== undefined && expected.toLowerCase() !== filesHash) {
    throw new ComputeError(
      `The package of ${request.manifestName} has the files hash ${filesHash}, but "package.expectHash" is ${expected}`,
      `Deploy the artefact that was tested, or set "package.expectHash" to what \`fastly compute hash-files --package ${path}\` prints.`,
    );
  }
}

async function readStart(path: string): Promise<string> {
  const { file } = await openRegularFile(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return buffer.toString("hex", 0, bytesRead);
  } finally {
    await file.close();
  }
}
