import { inspect } from "node:util";
import { RunError } from "@pulumi/pulumi";
import { visibleText } from "../system/visible";
import type { Deed, Told } from "./told";

/**
 * An error that the user caused and can fix: what is wrong, and what to do about it. What it quotes of a project is text
 * that can be seen, whatever it is.
 *
 * It is Pulumi's `RunError`, so the CLI shows the message without a stack trace.
 */
export class UserError extends RunError {
  constructor(
    /** What failed, naming file, line and key where there are any. */
    readonly problem: string,
    /** What to do: a command, a line to paste, an argument to set. */
    readonly remedy: string,
    /** @internal */
    code?: string,
  ) {
    super(visibleText(`${withCode(problem, code)}\n${remedy}`));
    this.name = "UserError";
    this.stack = "";
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
}

/**
 * An error of the component. Its code is in `docs/errors.md`, and in brackets at the end of the first line. Only a
 * catalogue says what is told, so that there is no error without a code.
 */
export class ComputeError extends UserError {
  /** The stable name of this error, such as `manifest-missing`. */
  readonly code: string;
  /** What this time the words are about, by name. */
  readonly facts: object;
  /** What the remedy does to a resource, when it does something to one. */
  readonly does: Deed | undefined;

  /** @param told what a catalogue says. */
  constructor(told: Told) {
    super(told.problem, told.remedy, told.code);
    this.name = "ComputeError";
    this.code = told.code;
    this.facts = told.facts;
    this.does = told.does;
  }

  /** The same error, which says more about what to do. */
  and(...lines: string[]): ComputeError {
    const { code, facts, problem, does } = this;
    const remedy = [this.remedy, ...lines].join("\n");
    return new ComputeError({ code, facts, problem, remedy, does } as Told);
  }
}

/** The text with the code at the end of its first line. */
export function withCode(text: string, code: string | undefined): string {
  return code ? text.replace(/$/m, ` [${code}]`) : text;
}
