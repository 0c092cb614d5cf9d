import { AsyncResource } from "node:async_hooks";
import type * as pulumi from "@pulumi/pulumi";
import { isMocked } from "./mocks";

// A transform must never throw. The engine would refuse the resource without a step, and call no hook. An inline
// program of the Automation API would then wait for that resource without end. So problems are only noted here. The
// checks then refuse the resource, or whatever is registered next.

/** A harmful change by a transform. The resource has kept the options that guard it. */
export interface Transformed {
  /** The type and name of the resource. */
  type: string;
  name: string;
  /** The options that the transform dropped. */
  lost: string[];
  /** The changed properties that the component looks after, each with its argument. */
  changed: { property: string; argument: string }[];
  /** Whether a transform of the whole stack did it. The resource has kept nothing then, and is not made or changed. */
  isOfStack?: boolean;
  /** The error of a transform that failed. */
  failed?: unknown;
}

/** Takes the harmful changes of a transform. */
export type NoteTransformed = (found: Partial<Transformed> & Pick<Transformed, "type" | "name">) => void;

/**
 * A transform of a resource, in a list. No transform under mocks. When it fails, the resource stays unchanged.
 *
 * @param instead the result in that case.
 */
export function resourceTransform(
  transform: pulumi.ResourceTransform,
  note: NoteTransformed,
  instead?: pulumi.ResourceTransform,
): pulumi.ResourceTransform[] {
  return isMocked() ? [] : [AsyncResource.bind(notFailing(transform, note, instead))];
}

/** Transforms of the program, each wrapped by `guard`. Unchanged under mocks. */
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
