import { visibleText } from "../system/visible";
import { ComputeError, withCode } from ".";
import type { Told } from "./told";

/** One finding about the user's input. All findings are collected before any is reported. */
export interface Diagnostic {
  severity: "error" | "warning";
  /** The stable name of this finding, as `docs/errors.md` has it. */
  code: string;
  /** What this time the words are about, by name. */
  facts: object;
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

/** The finding that a catalogue tells of. */
export function diagnostic(
  severity: Diagnostic["severity"],
  { code, facts, problem: message, remedy }: Told,
  place: Pick<Diagnostic, "file" | "line" | "key"> = {},
): Diagnostic {
  return { severity, code, facts, message, remedy, ...place };
}

/** `message (fastly.toml:12) [code]` and, on the next line, the remedy. */
export function formatDiagnostic(d: Diagnostic): string {
  const place = d.file === undefined ? "" : ` (${d.file}${d.line === undefined ? "" : `:${d.line}`})`;
  return visibleText(`${withCode(`${d.message}${place}`, d.code)}\n  ${d.remedy}`);
}

/**
 * Throws one error that lists every error among `diagnostics`; does nothing when there is none.
 *
 * @param subject what cannot be used, as a catalogue tells it.
 */
export function throwErrors(subject: () => Told, diagnostics: readonly Diagnostic[]): void {
  const errors = diagnostics.filter((d) => d.severity === "error");
  if (errors.length > 0) {
    throw new DiagnosticsError(subject(), errors);
  }
}

/** Nobody reads more in a terminal; the rest shows up when these are done. */
const MOST_SHOWN = 100;

/** Several problems of one input, reported together. */
export class DiagnosticsError extends ComputeError {
  constructor(
    subject: Told,
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
