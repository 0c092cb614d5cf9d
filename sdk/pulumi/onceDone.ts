import type { Input, Inputs, Output } from "@pulumi/pulumi";

/**
 * The outputs of a component, once work has ended that is in none of them. Whoever makes the component waits for its
 * outputs to be registered: an inline program and a component plug-in have no other way to know that work is under way.
 */
export async function onceDone(
  work: (Output<unknown> | Promise<unknown> | undefined)[],
  outputs: Record<string, Input<unknown>>,
): Promise<Inputs> {
  // Not by `all`: in a preview, work may end with a value that is not known so far, and so would all outputs.
  await Promise.all(work.map((each) => (each instanceof Promise ? each : (each as Hidden | undefined)?.promise?.())));
  return outputs;
}

/** What the SDK does not declare of outputs. */
interface Hidden {
  promise?(): Promise<unknown>;
}
