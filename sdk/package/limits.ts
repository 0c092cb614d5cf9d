import { stat } from "node:fs/promises";
import { diagnostic, formatDiagnostic } from "../errors/diagnostics";
import { packageError } from "./errors";
import type { PackageFile } from "./filesHash";

/** Fastly's limits: of the archive, as the CLI checks it, and of its contents, as the Terraform provider does. */
const maximumBytes = 100_000_000;
/** The documented default limit of an account. Fastly can raise it. */
const defaultLimitBytes = 50_000_000;

/** Throws a `ComputeError` when the contents of a package are too large, before they are packed. */
export async function checkContentSize(files: readonly PackageFile[], manifestName: string): Promise<void> {
  let sum = 0;
  for (const { content } of files) {
    sum += content instanceof Uint8Array ? content.length : (await stat(content.path)).size;
  }
  checkContentBytes(sum, manifestName);
}

/** The same check for a known number of bytes. */
export function checkContentBytes(bytes: number, manifestName: string): void {
  if (bytes > maximumBytes) {
    throw packageError("package-contents-too-large", { manifest: manifestName, bytes, limit: maximumBytes });
  }
}

/** Throws a `ComputeError` when the archive is too large. Returns a warning when a default account would refuse it. */
export function checkArchiveSize(size: number, manifestName: string): string | undefined {
  if (size > maximumBytes) {
    throw packageError("package-too-large", { manifest: manifestName, bytes: size, limit: maximumBytes });
  }
  if (size < defaultLimitBytes) {
    return undefined;
  }
  const facts = { manifest: manifestName, bytes: size, limit: defaultLimitBytes };
  return formatDiagnostic(diagnostic("warning", packageError.explain("package-above-default-limit", facts)));
}
