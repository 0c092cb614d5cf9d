import type { Diagnostic } from "../diagnostics";
import type { Manifest } from "../manifest";

/** Where the [setup] kinds put what they find wrong, so that everything is reported at once. */
export class Report {
  readonly diagnostics: Diagnostic[] = [];

  constructor(private readonly manifest: Pick<Manifest, "where">) {}

  /** `path` is the key in the manifest, such as `["setup", "backends", "api", "port"]`, or the name of an argument. */
  error(path: string[], message: string, remedy: string): void {
    this.add("error", path, message, remedy);
  }

  warning(path: string[], message: string, remedy: string): void {
    this.add("warning", path, message, remedy);
  }

  private add(severity: Diagnostic["severity"], path: string[], message: string, remedy: string): void {
    const { file, line } = this.manifest.where(path);
    // Only the table [setup] or less: the thing in question comes from an argument and has no line.
    const place = line === undefined || path[0] !== "setup" ? {} : { file, line };
    this.diagnostics.push({ severity, message, remedy, key: path.join("."), ...place });
  }
}
