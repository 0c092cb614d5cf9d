import { AsyncResource } from "node:async_hooks";
import type * as pulumi from "@pulumi/pulumi";
import { isMocked } from "./mocks";

// A transform never throws: the engine would refuse the resource without a step of its own, and call no hook. An inline
// program of the Automation API would then wait for that resource without end. What is wrong is noted instead. The
// checks refuse the resource, or whatever is registered next.

/** What a transform did to a resource and must not do. The resource has kept what guards it. */
export interface Transformed {
  /** The resource's type, and its name. */
  type: string;
  name: string;
  /** The options that it would have lost. */
  lost: string[];
  /** The properties that the component looks after, each with the argument for it. */
  changed: { property: string; argument: string }[];
  /** Whether it is one of the whole stack. The resource has kept nothing then, and is not made or changed. */
  isOfStack?: boolean;
  /** With what the transform failed. */
  failed?: unknown;
}

/** Is told of what a transform did. */
export type NoteTransformed = (found: Partial<Transformed> & Pick<Transformed, "type" | "name">) => void;

/**
 * A transform of a resource, in a list; none under mocks. When it fails, the resource is left as it is.
 *
 * @param instead what is answered then.
 */
export function resourceTransform(
  transform: pulumi.ResourceTransform,
  note: NoteTransformed,
  instead?: pulumi.ResourceTransform,
): pulumi.ResourceTransform[] {
  return isMocked() ? [] : [AsyncResource.bind(notFailing(transform, note, instead))];
}

/** Transforms of the program, each seen to by `guard`; as they are under mocks. */
export function guardedBy(
  guard: (transform: pulumi.ResourceTransform) => pulumi.ResourceTransform,
  transforms: pulumi.ResourceTransform[] | undefined,
  note: NoteTransformed,
): pulumi.ResourceTransform[] | undefined {
  return isMocked() ? transforms : transforms?.map((each) => AsyncResource.bind(notFailing(guard(each), note)));
}

function notFailing(
  transform: pulumi.ResourceTransform,
  note: NoteTransformed,
  instead?: pulumi.ResourceTransform,
): pulumi.ResourceTransform {
  return async (given) => {
    try {
      return await transform(given);
    } catch (failed) {
      note({ type: given.type, name: given.name, failed: failed ?? "without an error" });
      return instead?.(given);
    }
  };
}
