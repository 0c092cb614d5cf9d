import * as pulumi from "@pulumi/pulumi";

type Output<T> = pulumi.Output<T>;

/** What the SDK has for every output, and does not declare. */
interface Details<T> {
  isKnown: Promise<boolean>;
  isSecret: Promise<boolean>;
  /** The value; undefined when it is not known, unless what is unknown in it is asked for as well. */
  promise(withUnknowns?: boolean): Promise<T>;
}

export function detailsOf<T>(output: Output<T>): Details<T> {
  return output as unknown as Details<T>;
}

/** The value of an output; undefined while it is not known. */
export async function knownValue<T>(output: Output<T>): Promise<T | undefined> {
  const details = detailsOf(output);
  return (await details.isKnown) ? details.promise() : undefined;
}

/** The value by the time it is needed: never, when what gives it fails. */
export function settled<T>(value: pulumi.Input<T>): Promise<T> {
  return new Promise((resolve) => {
    pulumi.output(value).apply((known) => resolve(known as T));
  });
}
