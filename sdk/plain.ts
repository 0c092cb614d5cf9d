import * as pulumi from "@pulumi/pulumi";

/** What a hook is given as plain values: secrets come to hooks as outputs, and what is unknown stays unknown. */
export async function plain(inputs: Record<string, unknown> | undefined): Promise<Record<string, unknown>> {
  const known = pulumi.output(inputs ?? {}) as unknown as { promise(withUnknowns: boolean): Promise<unknown> };
  return (await known.promise(true)) as Record<string, unknown>;
}
