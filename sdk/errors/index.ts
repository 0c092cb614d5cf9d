import { inspect } from "node:util";
import { RunError } from "@pulumi/pulumi";
import { visibleText } from "../system/visible";
import type { Deed, Told } from "./told";

/**
 * An error that the user caused and can fix: what is wrong, and what to do about it. Its code is in `docs/errors.md`, and
 * in brackets at the end of the first line. What it quotes of a project is text that can be seen, whatever it is.
 *
 * It is Pulumi's `RunError`, so the CLI shows the message without a stack trace.
 */
export class ComputeError extends RunError {
  /** The stable name of this error, such as `manifest-missing`. */
  readonly code: string;
  /** What this time the words are about, by name. */
  readonly facts: object;
  /** What failed, naming file, line and key where there are any. */
  readonly problem: string;
  /** What to do: a command, a line to paste, an argument to set. */
  readonly remedy: string;
  /** What the remedy does to a resource, when it does something to one. */
  readonly does: Deed | undefined;

  /**
   * @param told what a catalogue says: there is no error without a code.
   * @param remedy of an error that is in no catalogue so far.
   */
  constructor(told: Told | string, remedy = "") {
    const { code, facts, problem, does, ...rest } =
      typeof told === "string" ? { code: "", facts: {}, problem: told, remedy, does: undefined } : told;
    super(visibleText(`${withCode(problem, code)}\n${rest.remedy}`));
    this.name = "ComputeError";
    this.stack = "";
    this.code = code;
    this.facts = facts;
    this.problem = problem;
    this.remedy = rest.remedy;
    this.does = does;
  }

  /** The same error, which tells of others as well. */
  with(others: readonly ComputeError[]): ComputeError {
    const { code, facts, problem, does } = this;
    const remedy = [this.remedy, ...others.map(({ message }) => message)].join("\n");
    return new ComputeError({ code, facts, problem, remedy, does } as Told);
  }

  /**
   * Nobody sees more than the message, but Pulumi's runner inspects the error with all that it refers to and its stack,
   * which takes Node 20 half a minute.
   *
   * @internal
   */
  [inspect.custom](): string {
    return this.message;
  }
}

/** The text with the code at the end of its first line. */
export function withCode(text: string, code: string | undefined): string {
  return code ? text.replace(/$/m, ` [${code}]`) : text;
}
