import { visibleText } from "../system/visible";
import { ComputeError, withCode } from ".";
import type { Explanation } from "./explanation";

/** One finding about the user's input. All findings are collected before any is reported. */
export interface Diagnostic {
  severity: "error" | "warning";
  /** The stable name of this finding. `docs/errors.md` explains it. */
  code: string;
  /** The values in the words, by name. */
  facts: object;
  /**
   * The problem, as one sentence without a full stop. Example:
   * `Expected "setup.backends.api.port" to be a number but got "443"`.
   */
  message: string;
  /** The remedy, as one sentence. */
  remedy: string;
  /** The file's name, relative to the program. Undefined for arguments and configuration. */
  file?: string;
  /** The line in `file`, counted from 1. */
  line?: number;
  /** The key, dotted as in TOML: `setup.backends.api.port`. */
  key?: string;
}

/** A finding made of a catalogue's words. */
export function diagnostic(
  severity: Diagnostic["severity"],
  { code, facts, problem: message, remedy }: Explanation,
  place: Pick<Diagnostic, "file" | "line" | "key"> = {},
): Diagnostic {
  return { severity, code, facts, message, remedy, ...place };
}

/** Formats a finding: `message (fastly.toml:12) [code]` and, on the next line, the remedy. */
export function formatDiagnostic(d: Diagnostic): string {
  const place = d.file === undefined ? "" : ` (${d.file}${d.line === undefined ? "" : `:${d.line}`})`;
  return visibleText(`${withCode(`${d.message}${place}`, d.code)}\n  ${d.remedy}`);
}

/**
 * Throws one error that lists every error among `diagnostics`. Does nothing without errors.
 *
 * @param subject a catalogue's words for what cannot be used.
 */
export function throwErrors(subject: () => Explanation, diagnostics: readonly Diagnostic[]): void {
  const errors = diagnostics.filter((d) => d.severity === "error");
  if (errors.length > 0) {
    throw new DiagnosticsError(subject(), errors);
  }
}

/** A terminal shows no more at once. The rest appears when these are fixed. */
const MOST_SHOWN = 100;

/** Several problems of one input, reported together. */
export class DiagnosticsError extends ComputeError {
  constructor(
    subject: Explanation,
    readonly diagnostics: readonly Diagnostic[],
  ) {
    const count = diagnostics.length === 1 ? "1 problem" : `${diagnostics.length} problems`;
    const shown = diagnostics.slice(0, MOST_SHOWN).map(formatDiagnostic);
    const others = diagnostics.length - shown.length;
    const remedy = [...shown, ...(others > 0 ? [`and ${others} more`] : [])].join("\n");
    super({ ...subject, problem: `${subject.problem}: ${count}`, remedy });
    this.name = "DiagnosticsError";
  }
}
