import * as pulumi from "@pulumi/pulumi";

type Output<T> = pulumi.Output<T>;

/** Members that every output of the SDK has, although its types do not declare them. */
interface Details<T> {
  isKnown: Promise<boolean>;
  isSecret: Promise<boolean>;
  /** The value. Undefined when it is not known, unless unknown parts are wanted as well. */
  promise(withUnknowns?: boolean): Promise<T>;
}

export function detailsOf<T>(output: Output<T>): Details<T> {
  return output as unknown as Details<T>;
}

/** The value of an output. Undefined while it is not known. */
export async function knownValue<T>(output: Output<T>): Promise<T | undefined> {
  const details = detailsOf(output);
  return (await details.isKnown) ? details.promise() : undefined;
}

/** The value once it is known. Never resolves when its source fails. */
export function settled<T>(value: pulumi.Input<T>): Promise<T> {
  return new Promise((resolve) => {
    pulumi.output(value).apply((known) => resolve(known as T));
  });
}
