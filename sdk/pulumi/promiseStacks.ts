import type * as pulumi from "@pulumi/pulumi";
import { innerOf } from "./internals";

/**
 * Declares a resource without the stack traces that the SDK takes for its inputs and outputs. A service has about
 * fifty, and they take longer than the rest of its declaration. The SDK only shows them with
 * `PULUMI_DEBUG_PROMISE_LEAKS`.
 *
 * @param parent its transformations may be functions of the program. An error in them needs its stack trace.
 */
export function withoutPromiseStacks<T>(parent: pulumi.Resource, declare: () => T): T {
  const { __transformations: transformations } = innerOf(parent);
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
