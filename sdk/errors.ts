import { RunError } from "@pulumi/pulumi";

/**
 * An error that the user caused and can fix: what is wrong, and what to do about it.
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
    super(`${problem}\n${remedy}`);
    this.name = "ComputeError";
    withoutStack(this);
  }
}

/** Nobody sees the stack, but Pulumi's runner formats it, which takes Node 20 half a minute for source-mapped lines. */
function withoutStack<E extends Error>(error: E): E {
  error.stack = "";
  return error;
}
