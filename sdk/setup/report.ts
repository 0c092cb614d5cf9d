import type * as pulumi from "@pulumi/pulumi";
import { howToSet } from "../errors/commands";
import { type Diagnostic, diagnostic } from "../errors/diagnostics";
import type { Explanation } from "../errors/explanation";
import type { Manifest } from "../manifest";
import type { LateCheck } from "../pulumi/lateChecks";

/** How a value is given: its placeholder in a command, and whether it must be a secret. */
export interface ValueKind {
  example: string;
  secret?: boolean;
}

/** Collects the problems that the [setup] kinds find, so that all are reported at once. */
export class Report {
  readonly diagnostics: Diagnostic[] = [];
  /** Checks to run once their values are known. */
  readonly late: LateCheck[] = [];

  constructor(
    private readonly component: string,
    private readonly manifest: Pick<Manifest, "where" | "raw">,
  ) {}

  /** `path` is the key in the manifest, such as `["setup", "backends", "api", "port"]`, or the name of an argument. */
  error(path: string[], explanation: Explanation): void {
    this.add("error", path, explanation);
  }

  warning(path: string[], explanation: Explanation): void {
    this.add("warning", path, explanation);
  }

  /** Runs a check once the value is known. The check then has a report of its own. */
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
   * The way to set a value, as the end of a sentence.
   *
   * @param config its place in the configuration, such as `["backends", "api", "address"]`. Its argument has the same
   * place.
   */
  howToSet(config: string[], { example, secret }: ValueKind): string {
    return howToSet(this.component, config, example, secret);
  }

  /** Whether the manifest has the thing. A thing from an argument has no line in the manifest. */
  private isDeclared(path: string[]): boolean {
    const thing = path.slice(0, 3);
    let table: unknown = this.manifest.raw;
    for (const key of thing) {
      table = typeof table === "object" && table !== null ? (table as Record<string, unknown>)[key] : undefined;
    }
    return thing[0] === "setup" && table !== undefined;
  }

  private add(severity: Diagnostic["severity"], path: string[], explanation: Explanation): void {
    const { file, line } = this.manifest.where(path);
    const place = line === undefined || !this.isDeclared(path) ? {} : { file, line };
    this.diagnostics.push(diagnostic(severity, explanation, { key: path.join("."), ...place }));
  }
}
