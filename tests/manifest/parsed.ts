import assert from "node:assert/strict";
import { formatDiagnostic } from "../../sdk/errors/diagnostics";
import { parseManifest } from "../../sdk/manifest";

/** The manifest of a text without errors, and by default without warnings. */
export function parsed(text: string, warnings: readonly string[] = []) {
  const { manifest, diagnostics } = parseManifest(text, "fastly.toml", "environment");
  assert.deepEqual(diagnostics.map(formatDiagnostic), warnings);
  assert.ok(manifest);
  return manifest;
}

/** What is wrong with a text, as people read it. */
export function findings(text: string): string[] {
  return parseManifest(text, "fastly.toml", "environment").diagnostics.map(formatDiagnostic);
}
