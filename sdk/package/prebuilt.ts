import { basename, resolve } from "node:path";
import { ComputeError } from "../errors";
import { readRegularStart, whyUnread } from "../system/files";
import type { PackageRequest } from "./args";
import { packageError } from "./errors";
import { checkContentBytes } from "./limits";
import { type ArchiveContent, readArchive } from "./readArchive";

/** A ready-made package: a Wasm binary to pack, or a complete archive. */
export interface Prebuilt {
  kind: "wasm" | "archive";
  /** The absolute path. */
  path: string;
}

/** Finds out by its first bytes what `package.path` names. Throws a `ComputeError` when it is neither. */
export async function findPrebuilt(request: PackageRequest, named: string): Promise<Prebuilt> {
  const path = resolve(request.directory, named);
  const start = startOf(path, request, named);
  if (start === "0061736d") {
    return { kind: "wasm", path };
  }
  if (start.startsWith("1f8b")) {
    return { kind: "archive", path };
  }
  throw packageError("package-path-unfit", { manifest: request.manifestName, path: named });
}

/** The first bytes of a file, in hexadecimal. */
function startOf(path: string, { manifestName }: PackageRequest, named: string): string {
  try {
    return readRegularStart(path, 4).toString("hex");
  } catch (error) {
    throw packageError("package-path-unreadable", { manifest: manifestName, path: named, why: whyUnread(error) });
  }
}

/** Reads an archive that is deployed as it is. Throws a `ComputeError` when Fastly would not accept it as a package. */
export async function readPrebuilt(request: PackageRequest, path: string): Promise<ArchiveContent> {
  const named = request.package?.path;
  const check = (bytes: number) => checkContentBytes(bytes, request.manifestName);
  const content = await readArchive(path, check).catch((error: Error) => {
    if (error instanceof ComputeError) {
      throw error;
    }
    throw packageError("archive-damaged", { path: named, reason: error.message });
  });
  const names = new Set(content.files.map((file) => basename(file.name)));
  for (const needed of ["fastly.toml", "main.wasm"]) {
    if (!names.has(needed)) {
      throw packageError("archive-incomplete", { path: named, missing: needed });
    }
  }
  return content;
}

/** Throws a `ComputeError` when the package does not have the expected hash. */
export function checkExpectedHash(request: PackageRequest, path: string, filesHash: string): void {
  const expected = request.package?.expectHash;
  if (expected !== undefined && expected.toLowerCase() !== filesHash) {
    throw packageError("package-hash-unexpected", { manifest: request.manifestName, hash: filesHash, expected, path });
  }
}
