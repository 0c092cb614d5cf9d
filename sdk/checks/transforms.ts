import { ComputeError } from "../errors";
import type { Transformed } from "../pulumi/transformed";
import type { Check } from "./check";
import { transformError } from "./transformErrors";

/** Transforms were called for resources of the component, and the engine is about to make or change one of those. */
export interface Transforms {
  name: string;
  transformed: readonly Transformed[];
}

export const TRANSFORM_FAILED: Check<Transforms> = {
  name: "transform-failed",
  when: "A transform fails",
  outcome: "The resource is not made or changed",
  how: "Correct the transform",
  find({ name: component, transformed }) {
    const found = transformed.find(({ failed }) => failed !== undefined);
    if (found === undefined) {
      return undefined;
    }
    const { type, name, failed } = found;
    const reason = failed instanceof Error ? failed.message : String(failed);
    return failed instanceof ComputeError
      ? failed
      : transformError("transform-failed", { component, type, name, reason });
  },
};

export const TRANSFORM_DROPS_OPTIONS: Check<Transforms> = {
  name: "transform-drops-options",
  when: "A transform returns options, but drops those of the resource",
  outcome: "The resource is not made or changed, because the options guard it",
  how: "Return `{ props, opts: { ...opts, <yours> } }`",
  find({ name: component, transformed }) {
    const found = transformed.find(({ lost }) => lost.length > 0);
    if (found === undefined) {
      return undefined;
    }
    const { type, name, lost, isOfStack } = found;
    return transformError("transform-drops-options", { component, type, name, lost, isOfStack });
  },
};

export const TRANSFORM_CHANGES_GUARDED: Check<Transforms> = {
  name: "transform-changes-guarded",
  when: "A transform changes the name, comment, package or activation of the service",
  outcome: "The service is not made or changed",
  how: "Set the argument that the error names",
  find({ name: component, transformed }) {
    const [found] = transformed.flatMap(({ name, changed, isOfStack }) =>
      changed.map((each) => ({ name, isOfStack, ...each })),
    );
    return found && transformError("transform-changes-guarded", { component, ...found });
  },
};
