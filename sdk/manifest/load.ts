import { ComputeError } from "../errors";
import { type Diagnostic, throwErrors } from "../errors/diagnostics";
import { FILE_LIMITS, readRegularFile, UnfitFile } from "../system/files";
import { type ManifestRole, parseManifest } from "./parse";
import type { Manifest } from "./types";

/** A manifest that is fit for use, and what to tell the user about it. */
export interface LoadedManifest {
  manifest: Manifest;
  warnings: Diagnostic[];
}

/**
 * Reads and checks a manifest, at once: a component needs it before it declares anything.
 *
 * @param displayName the file as the user knows it, for messages.
 * @throws ComputeError when the file cannot be read, is not UTF-8, or, as a DiagnosticsError, has errors.
 */
export function loadManifest(path: string, displayName: string, role?: ManifestRole): LoadedManifest {
  const { manifest, diagnostics } = parseManifest(readText(path, displayName), displayName, role);
  throwErrors(`${displayName} cannot be used`, diagnostics);
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
    throw new ComputeError(
      `${displayName} is not UTF-8 text (line ${firstBadLine(bytes)})`,
      "Save the file in the encoding UTF-8, which TOML requires.",
    );
  }
}

function unreadable(error: NodeJS.ErrnoException | UnfitFile, displayName: string): ComputeError {
  if (error.code === "ENOENT" || error.code === "ENOTDIR") {
    return new ComputeError(
      `${displayName} does not exist`,
      "Set `directory` to the directory that holds your fastly.toml, or make one there with `fastly compute init`.",
    );
  }
  if (error instanceof UnfitFile) {
    return new ComputeError(
      `${displayName} ${error.what}`,
      "Put a fastly.toml there, as `fastly compute init` makes one.",
    );
  }
  return new ComputeError(
    `${displayName} cannot be read: ${error.code ?? error.message}`,
    "Check the permissions of the file.",
  );
}

/** The line of the first byte that is not UTF-8: lines end with an ASCII byte, so each can be tried alone. */
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
