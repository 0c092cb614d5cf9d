import type { Input, Inputs, Output } from "@pulumi/pulumi";
import { detailsOf } from "./details";

/**
 * The outputs of a component, once other work has ended too. The caller waits for the registration of a component's
 * outputs. An inline program and a component plug-in have no other way to know about the work.
 */
export async function onceDone(
  work: (Output<unknown> | Promise<unknown> | undefined)[],
  outputs: Record<string, Input<unknown>>,
): Promise<Inputs> {
  // Not `pulumi.all`: in a preview, work may end with an unknown value, and would make all outputs unknown.
  await Promise.all(work.map((each) => (each instanceof Promise ? each : each && detailsOf(each).promise())));
  return outputs;
}
