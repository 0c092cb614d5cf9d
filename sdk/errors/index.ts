import { inspect } from "node:util";
import { RunError } from "@pulumi/pulumi";
import { visibleText } from "../system/visible";
import type { Effect, Explanation } from "./explanation";

/**
 * An error that the user can fix: the problem and its remedy. Its code stands in brackets at the end of the first line,
 * and `docs/errors.md` explains it. Only a catalogue makes the words, so every error has a code. Text that the error
 * quotes from a project is made visible, whatever it is.
 *
 * It is Pulumi's `RunError`, so the CLI shows the message without a stack trace.
 */
export class ComputeError extends RunError {
  /** What failed, with file, line and key where there are any. */
  readonly problem: string;
  /** The remedy: a command, a line to paste, or an argument to set. */
  readonly remedy: string;
  /** The stable name of this error, such as `manifest-missing`. */
  readonly code: string;
  /** The values in the words, by name. */
  readonly facts: object;
  /** The effect of the remedy on a resource. Undefined without one. */
  readonly effect: Effect | undefined;

  /** @param explanation the words of the error, from a catalogue. */
  constructor({ problem, remedy, code, facts, effect }: Explanation) {
    super(visibleText(`${withCode(problem, code)}\n${remedy}`));
    this.name = "ComputeError";
    this.stack = "";
    this.problem = problem;
    this.remedy = remedy;
    this.code = code;
    this.facts = facts;
    this.effect = effect;
  }

  /**
   * Only the message is shown. But Pulumi's runner inspects the error with its stack and everything that it refers to.
   * This inspection takes Node 20 half a minute.
   *
   * @internal
   */
  [inspect.custom](): string {
    return this.message;
  }

  /** The same error with more lines in its remedy. */
  and(...lines: string[]): ComputeError {
    const { code, facts, problem, effect } = this;
    const remedy = [this.remedy, ...lines].join("\n");
    return new ComputeError({ code, facts, problem, remedy, effect } as Explanation);
  }
}

/** The problem of an error in words, without its remedy. */
export function problemOf(error: unknown): string {
  return error instanceof ComputeError ? error.problem : String(error);
}

/** The text with the code at the end of its first line. */
export function withCode(text: string, code: string): string {
  return text.replace(/$/m, ` [${code}]`);
}
