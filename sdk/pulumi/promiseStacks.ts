import type * as pulumi from "@pulumi/pulumi";

/**
 * Declares a resource without the stack trace that the SDK takes for each of its inputs and outputs. For a service those
 * are fifty, and take longer than all else of its declaration. The SDK shows the traces only when
 * `PULUMI_DEBUG_PROMISE_LEAKS` is set.
 *
 * @param parent its transformations may be functions of the program. What they throw needs its stack.
 */
export function withoutPromiseStacks<T>(parent: pulumi.Resource, declare: () => T): T {
  const { __transformations: transformations } = parent as { __transformations?: unknown[] };
  if (process.env.PULUMI_DEBUG_PROMISE_LEAKS || transformations?.length !== 0) {
    return declare();
  }
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return declare();
  } finally {
    Error.stackTraceLimit = limit;
  }
}
