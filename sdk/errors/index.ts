import { inspect } from "node:util";
import { RunError } from "@pulumi/pulumi";
import { visibleText } from "../system/visible";

/**
 * An error that the user caused and can fix: what is wrong, and what to do about it. What it quotes of a project is text
 * that can be seen, whatever it is.
 *
 * It is Pulumi's `RunError`, so the CLI shows the message without a stack trace.
 */
export class ComputeError extends RunError {
  constructor(
    /** What failed, naming file, line and key where there are any. */
    readonly problem: string,
    /** What to do: a command, a line to paste, an argument to set. */
    readonly remedy: string,
  ) {
    super(visibleText(`${problem}\n${remedy}`));
    this.name = "ComputeError";
    this.stack = "";
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
