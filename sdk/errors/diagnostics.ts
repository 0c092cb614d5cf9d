import { visibleText } from "../system/visible";
import { ComputeError } from ".";

/** One finding about the user's input. All findings are collected before any is reported. */
export interface Diagnostic {
  severity: "error" | "warning";
  /** What is wrong, as one sentence without a full stop, for example `Expected "setup.backends.api.port" to be a number but got "443"`. */
  message: string;
  /** What to do about it, as one sentence. */
  remedy: string;
  /** The file as the user knows it (relative to the program), or undefined for arguments and configuration. */
  file?: string;
  /** 1-based line in `file`. */
  line?: number;
  /** The key in question, dotted as in TOML: `setup.backends.api.port`. */
  key?: string;
}

/** `message (fastly.toml:12)` and, on the next line, the remedy. */
export function formatDiagnostic(d: Diagnostic): string {
  const place = d.file === undefined ? "" : ` (${d.file}${d.line === undefined ? "" : `:${d.line}`})`;
  return visibleText(`${d.message}${place}\n  ${d.remedy}`);
}

/** Throws one error that lists every error among `diagnostics`; does nothing when there is none. */
export function throwErrors(subject: string, diagnostics: readonly Diagnostic[]): void {
  const errors = diagnostics.filter((d) => d.severity === "error");
  if (errors.length > 0) {
    throw new DiagnosticsError(subject, errors);
  }
}

/** Nobody reads more in a terminal; the rest shows up when these are done. */
const MOST_SHOWN = 100;

/** Several problems of one input, reported together. */
export class DiagnosticsError extends ComputeError {
  constructor(
    subject: string,
    readonly diagnostics: readonly Diagnostic[],
  ) {
    const count = diagnostics.length === 1 ? "1 problem" : `${diagnostics.length} problems`;
    const shown = diagnostics.slice(0, MOST_SHOWN).map(formatDiagnostic);
    const others = diagnostics.length - shown.length;
    super(`${subject}: ${count}`, [...shown, ...(others > 0 ? [`and ${others} more`] : [])].join("\n"));
    this.name = "DiagnosticsError";
  }
}
