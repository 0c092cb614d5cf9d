import { isDeepStrictEqual } from "node:util";
import type * as pulumi from "@pulumi/pulumi";
import { SERVICE_TYPE } from "../adopt/holders";
import { guardedBy } from "../pulumi/hooks";
import { plain } from "../pulumi/plain";
import { serviceError } from "./errors";

/** What the component itself looks at, by the argument that changes it; what is undefined no argument changes. */
const OWN: Record<string, string | undefined> = {
  activate: "activate",
  comment: "comment",
  name: "serviceName",
  package: "package",
  stage: "stage",
  versionComment: "versionComment",
};

type Options = Record<string, unknown>;

/**
 * The transforms of a program, each of which fails when it would break what guards a resource: hooks that refuse a run,
 * aliases, an import. Such options are all gone when a transform answers with options and does not pass on those it has
 * got, and Pulumi says nothing.
 */
export function guardedTransforms(
  component: string,
  transforms: pulumi.ResourceTransform[] | undefined,
): pulumi.ResourceTransform[] | undefined {
  return guardedBy((transform) => guarded(component, transform), transforms);
}

function guarded(component: string, transform: pulumi.ResourceTransform): pulumi.ResourceTransform {
  return async (given) => {
    const answer = await transform(given);
    if (answer === undefined) {
      return undefined;
    }
    const { type, name } = given;
    const lost = answer.opts === undefined ? [] : lostOptions(given.opts as Options, answer.opts as Options);
    if (lost.length > 0) {
      throw serviceError("transform-drops-options", { component, type, name, lost });
    }
    for (const property of type === SERVICE_TYPE ? Object.keys(OWN) : []) {
      const [before, after] = [given.props, answer.props].map((props) => (props as Options)[property]);
      if (
        before !== after &&
        !isDeepStrictEqual(...((await Promise.all([before, after].map(asPlain))) as [unknown, unknown]))
      ) {
        throw serviceError("transform-changes-guarded", {
          component,
          name,
          property,
          argument: OWN[property] ?? property,
        });
      }
    }
    return answer;
  };
}

async function asPlain(value: unknown): Promise<unknown> {
  return (await plain({ value } as Record<string, unknown>))?.value;
}

/** The options that a resource had and has no more. What a transform gives another value is what the program says. */
function lostOptions(given: Options, answered: Options): string[] {
  return Object.keys(given).filter((key) => {
    if (key === "hooks") {
      return hooksOf(given.hooks).some((hook) => !hooksOf(answered.hooks).includes(hook));
    }
    // Nobody can change the parent.
    return key !== "parent" && isSaid(given[key]) && answered[key] === undefined;
  });
}

function isSaid(value: unknown): boolean {
  const isEmpty = typeof value === "object" && value !== null && Object.keys(value).length === 0;
  return value !== undefined && value !== "" && value !== false && !isEmpty;
}

/** The names of all hooks, which the engine hands on without the hooks themselves. */
function hooksOf(binding: unknown): string[] {
  return Object.entries((binding ?? {}) as Record<string, unknown[]>).flatMap(([kind, hooks]) =>
    (hooks ?? []).map((hook) => `${kind} ${typeof hook === "string" ? hook : (hook as { name?: string }).name}`),
  );
}
