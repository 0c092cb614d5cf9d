import type { Diagnostic } from "../diagnostics";
import type { Manifest } from "../manifest";

/** Where the [setup] kinds put what they find wrong or missing, so that everything is reported at once. */
export class Report {
  readonly diagnostics: Diagnostic[] = [];

  constructor(
    private readonly component: string,
    private readonly manifest: Pick<Manifest, "where">,
  ) {}

  /** `path` is the key in the manifest, such as `["setup", "backends", "api", "port"]`, or the name of an argument. */
  error(path: string[], message: string, remedy: string): void {
    this.add("error", path, message, remedy);
  }

  warning(path: string[], message: string, remedy: string): void {
    this.add("warning", path, message, remedy);
  }

  /**
   * A value that neither the program nor the stack's configuration nor the manifest gives.
   *
   * @param config its place in the configuration, such as `["backends", "api", "address"]`, which is also its argument.
   */
  missing(path: string[], message: string, config: string[], kind: { example: string; secret?: boolean }): void {
    const flags = kind.secret ? "--secret --path" : "--path";
    const key = `fastly-compute:${this.component}${kind.secret ? "-secrets" : ""}`;
    this.add("error", path, message, `pulumi config set ${flags} '${key}${configPath(config)}' ${kind.example}`);
  }

  private add(severity: Diagnostic["severity"], path: string[], message: string, remedy: string): void {
    const { file, line } = this.manifest.where(path);
    // Only the table [setup] or less: the thing in question comes from an argument and has no line.
    const place = line === undefined || path[0] !== "setup" ? {} : { file, line };
    this.diagnostics.push({ severity, message, remedy, key: path.join("."), ...place });
  }
}

/** As `pulumi config --path` wants it: `.backends.api.address`, with brackets where a name has other characters. */
function configPath(path: string[]): string {
  return path
    .map((part) => (/^[A-Za-z_][\w-]*$/.test(part) ? `.${part}` : `["${part.replace(/"/g, '\\"')}"]`))
    .join("");
}
