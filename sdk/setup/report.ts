import type * as pulumi from "@pulumi/pulumi";
import { configKey } from "../errors/commands";
import { type Diagnostic, diagnostic } from "../errors/diagnostics";
import type { Told } from "../errors/told";
import type { Manifest } from "../manifest";
import type { LateCheck } from "../pulumi/lateChecks";

/** How a value is given: what stands for it in a command, and whether it must not be readable. */
export interface ValueKind {
  example: string;
  secret?: boolean;
}

/** Where the [setup] kinds put what they find wrong or missing, so that everything is reported at once. */
export class Report {
  readonly diagnostics: Diagnostic[] = [];
  /** What is to be looked at when it is known. */
  readonly late: LateCheck[] = [];

  constructor(
    private readonly component: string,
    private readonly manifest: Pick<Manifest, "where" | "raw">,
  ) {}

  /** `path` is the key in the manifest, such as `["setup", "backends", "api", "port"]`, or the name of an argument. */
  error(path: string[], told: Told): void {
    this.add("error", path, told);
  }

  warning(path: string[], told: Told): void {
    this.add("warning", path, told);
  }

  /** Has a check made when the value is known, which then reports to a report of its own. */
  later(value: pulumi.Input<unknown>, check: (known: unknown, isSecret: boolean, to: Report) => void): void {
    this.late.push({
      value,
      check: (known, isSecret) => {
        const to = new Report(this.component, this.manifest);
        check(known, isSecret, to);
        return to.diagnostics;
      },
    });
  }

  /**
   * The command that gives a value.
   *
   * @param config its place in the configuration, such as `["backends", "api", "address"]`, which is also its argument.
   */
  command(config: string[], { example, secret }: ValueKind): string {
    const key = configKey(`${this.component}${secret ? "-secrets" : ""}`, config);
    return `pulumi config set ${secret ? "--secret " : ""}--path ${key} ${example}`;
  }

  /** Whether the manifest has the thing in question at all; else it comes from an argument, and has no line. */
  private isDeclared(path: string[]): boolean {
    const thing = path.slice(0, 3);
    let table: unknown = this.manifest.raw;
    for (const key of thing) {
      table = typeof table === "object" && table !== null ? (table as Record<string, unknown>)[key] : undefined;
    }
    return thing[0] === "setup" && table !== undefined;
  }

  private add(severity: Diagnostic["severity"], path: string[], told: Told): void {
    const { file, line } = this.manifest.where(path);
    const place = line === undefined || !this.isDeclared(path) ? {} : { file, line };
    this.diagnostics.push(diagnostic(severity, told, { key: path.join("."), ...place }));
  }
}
