import type { ComputeError } from "../errors";
import { type Diagnostic, throwErrors } from "../errors/diagnostics";
import { FILE_LIMITS, readRegularFile, UnfitFile } from "../system/files";
import { manifestError } from "./errors";
import { type ManifestRole, parseManifest } from "./parse";
import type { Manifest } from "./types";

/** A usable manifest, and the warnings about it. */
export interface LoadedManifest {
  manifest: Manifest;
  warnings: Diagnostic[];
}

/**
 * Reads and checks a manifest synchronously: a component needs it before it declares anything.
 *
 * @param displayName the file's name in messages.
 * @throws ComputeError when the file cannot be read, is not UTF-8, or, as a DiagnosticsError, has errors.
 */
export function loadManifest(path: string, displayName: string, role?: ManifestRole): LoadedManifest {
  const { manifest, diagnostics } = parseManifest(readText(path, displayName), displayName, role);
  throwErrors(() => manifestError.explain("manifest-unusable", { file: displayName }), diagnostics);
  if (manifest === undefined) {
    throw new Error(`${displayName} has neither a manifest nor an error`);
  }
  return { manifest, warnings: diagnostics };
}

function readText(path: string, displayName: string): string {
  let bytes: Buffer;
  try {
    bytes = readRegularFile(path, FILE_LIMITS.settings);
  } catch (error) {
    throw unreadable(error as NodeJS.ErrnoException, displayName);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw manifestError("manifest-not-utf8", { file: displayName, line: firstBadLine(bytes) });
  }
}

function unreadable(error: NodeJS.ErrnoException | UnfitFile, file: string): ComputeError {
  if (error.code === "ENOENT" || error.code === "ENOTDIR") {
    return manifestError("manifest-missing", { file });
  }
  if (error instanceof UnfitFile) {
    return manifestError("manifest-no-file", { file, is: error.what });
  }
  return manifestError("manifest-unreadable", { file, reason: error.code ?? error.message });
}

/** The line of the first byte that is not UTF-8. Lines end with an ASCII byte, so each can be checked alone. */
function firstBadLine(bytes: Buffer): number {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let line = 1;
  for (let start = 0; start < bytes.length; line++) {
    const newline = bytes.indexOf(0x0a, start);
    const end = newline === -1 ? bytes.length : newline + 1;
    try {
      decoder.decode(bytes.subarray(start, end));
    } catch {
      return line;
    }
    start = end;
  }
  return line;
}
