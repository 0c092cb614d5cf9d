import { inspect } from "node:util";
import { RunError } from "@pulumi/pulumi";
import { visibleText } from "../system/visible";
import type { Deed, Told } from "./told";

/**
 * An error that the user caused and can fix: what is wrong, and what to do about it. Its code is in `docs/errors.md`, and
 * in brackets at the end of the first line. Only a catalogue says what is told, so that there is no error without a code.
 * What it quotes of a project is text that can be seen, whatever it is.
 *
 * It is Pulumi's `RunError`, so the CLI shows the message without a stack trace.
 */
export class ComputeError extends RunError {
  /** What failed, naming file, line and key where there are any. */
  readonly problem: string;
  /** What to do: a command, a line to paste, an argument to set. */
  readonly remedy: string;
  /** The stable name of this error, such as `manifest-missing`. */
  readonly code: string;
  /** What this time the words are about, by name. */
  readonly facts: object;
  /** What the remedy does to a resource, when it does something to one. */
  readonly does: Deed | undefined;

  /** @param told what a catalogue says. */
  constructor({ problem, remedy, code, facts, does }: Told) {
    super(visibleText(`${withCode(problem, code)}\n${remedy}`));
    this.name = "ComputeError";
    this.stack = "";
    this.problem = problem;
    this.remedy = remedy;
    this.code = code;
    this.facts = facts;
    this.does = does;
  }

  /**
   * Nobody sees more than the message. But Pulumi's runner inspects the error with all that it refers to, and its
   * stack. That takes Node 20 half a minute.
   *
   * @internal
   */
  [inspect.custom](): string {
    return this.message;
  }

  /** The same error, which says more about what to do. */
  and(...lines: string[]): ComputeError {
    const { code, facts, problem, does } = this;
    const remedy = [this.remedy, ...lines].join("\n");
    return new ComputeError({ code, facts, problem, remedy, does } as Told);
  }
}

/** What has failed, in words, without what to do about it. */
export function problemOf(error: unknown): string {
  return error instanceof ComputeError ? error.problem : String(error);
}

/** The text with the code at the end of its first line. */
export function withCode(text: string, code: string): string {
  return text.replace(/$/m, ` [${code}]`);
}
