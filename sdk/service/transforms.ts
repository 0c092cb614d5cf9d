import { isDeepStrictEqual } from "node:util";
import type * as pulumi from "@pulumi/pulumi";
import { CHECKS } from "../checks/table";
import type { Deployment, Plan } from "../plan/deployment";
import { hasValue } from "../plan/resourceOptions";
import { detailsOf } from "../pulumi/details";
import { before } from "../pulumi/hooks";
import { isDeployingOrPreview } from "../pulumi/operation";
import { plain } from "../pulumi/plain";
import { guardedBy, type NoteTransformed } from "../pulumi/transformed";
import { SERVICE_TYPE } from "../pulumi/urn";
import type { Begun } from "./checkHooks";
import { runChecks, runChecksOrFail } from "./runChecks";

/** A property of the service with the argument that changes it. */
export function withArgument(property: string): { property: string; argument: string } {
  return { property, argument: LOOKED_AFTER[property] ?? property };
}

/**
 * The properties that the component looks after, with the argument that changes each. Undefined where no argument
 * changes it.
 */
export const LOOKED_AFTER: Record<string, string | undefined> = {
  activate: "activate",
  comment: "comment",
  name: "serviceName",
  package: "package",
  stage: "stage",
  versionComment: "versionComment",
};

type Values = Record<string, unknown>;

/** Notes what a transform did to a resource of the component, for the checks. */
export function noteTransformed(begun: Begun): NoteTransformed {
  return (found) => void begun()?.learned.transformed.push({ lost: [], changed: [], ...found });
}

/**
 * Transforms of a program that cannot remove the options that guard a resource: hooks that refuse a run, aliases, an
 * import. A transform loses all these options when it returns options without those it got, and Pulumi says nothing.
 * Here the resource keeps them, and the run is refused.
 */
export function guardedTransforms(
  transforms: pulumi.ResourceTransform[] | undefined,
  begun: Begun,
): pulumi.ResourceTransform[] | undefined {
  const note = noteTransformed(begun);
  return guardedBy((transform) => guarded(transform, note), transforms, note);
}

function guarded(transform: pulumi.ResourceTransform, note: NoteTransformed): pulumi.ResourceTransform {
  return async (given) => {
    const answer = await transform(given);
    if (answer === undefined) {
      return undefined;
    }
    const { type, name } = given;
    if (typeof answer?.props !== "object" || answer.props === null) {
      throw new Error("it returns no props");
    }
    const [had, has] = [given.opts, answer.opts ?? {}] as Values[] as [Values, Values];
    const lost = answer.opts === undefined ? [] : lostOptions(had, has);
    const properties = type === SERVICE_TYPE ? await changedProperties(given.props, answer.props) : [];
    if (lost.length + properties.length === 0) {
      return answer;
    }
    const changed = properties.map(withArgument);
    note({ type, name, lost, changed });
    const props = { ...answer.props, ...Object.fromEntries(properties.map((key) => [key, given.props[key]])) };
    return answer.opts === undefined ? { ...answer, props } : { props, opts: withOptions(had, has, lost) };
  };
}

async function changedProperties(given: Values, answered: Values): Promise<string[]> {
  const changed: string[] = [];
  for (const property of Object.keys(LOOKED_AFTER)) {
    const [before, after] = [given[property], answered[property]];
    if (before !== after && !isDeepStrictEqual(await asPlain(before), await asPlain(after))) {
      changed.push(property);
    }
  }
  return changed;
}

async function asPlain(value: unknown): Promise<unknown> {
  return (await plain({ value } as Values))?.value;
}

/** Lists that may have more members than the component gives, but not fewer. */
const LISTS = ["aliases", "ignoreChanges"];

/** The options that the transform lost. An option with another value is what the program wants. */
function lostOptions(given: Values, answered: Values): string[] {
  return Object.keys(given).filter((key) => {
    if (key === "hooks") {
      return hooksOf(given.hooks).some((hook) => !hooksOf(answered.hooks).includes(hook));
    }
    if (LISTS.includes(key)) {
      return listOf(given[key]).some(
        (member) => !listOf(answered[key]).some((each) => isDeepStrictEqual(each, member)),
      );
    }
    if (key === "import") {
      return hasValue(given.import) && given.import !== answered.import;
    }
    // A transform cannot change the parent.
    return key !== "parent" && hasValue(given[key]) && answered[key] === undefined;
  });
}

/** The transform's options, with the lost ones added. */
function withOptions(given: Values, answered: Values, lost: string[]): pulumi.CustomResourceOptions {
  const kept = lost.map((key) => {
    const [had, has] = [given[key], answered[key]];
    if (LISTS.includes(key)) {
      return [key, [...listOf(had), ...listOf(has)]];
    }
    return [key, key === "hooks" ? withAllHooks(had as Values, (has ?? {}) as Values) : had];
  });
  return { ...answered, ...Object.fromEntries(kept) };
}

function withAllHooks(had: Values, has: Values): Values {
  const kinds = [...new Set([...Object.keys(had), ...Object.keys(has)])];
  const own = new Set(hooksOf(had));
  const added = (kind: string) => listOf(has[kind]).filter((hook) => !own.has(hookName(kind, hook)));
  return Object.fromEntries(kinds.map((kind) => [kind, [...listOf(had[kind]), ...added(kind)]]));
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The names of all hooks. The engine passes only the names on. */
function hooksOf(binding: unknown): string[] {
  return Object.entries((binding ?? {}) as Values).flatMap(([kind, hooks]) =>
    listOf(hooks).map((hook) => hookName(kind, hook)),
  );
}

function hookName(kind: string, hook: unknown): string {
  return `${kind} ${typeof hook === "string" ? hook : (hook as { name?: string }).name}`;
}

/** Run before a resource of the component is made or changed, if transforms were called for it. */
export function transformHooks(
  plan: Plan,
  { transforms = [] }: pulumi.ComponentResourceOptions,
  begun: Begun,
): pulumi.ResourceHookBinding | undefined {
  if (transforms.length === 0 && plan.adopted === undefined) {
    return undefined;
  }
  const component = () => begun()?.component;
  return before(`${plan.name}-check-transforms`, { on: ["create", "update"], component }, async () => {
    const deployment = begun();
    if (deployment !== undefined) {
      await runChecks(CHECKS.ofTransforms, situation(deployment), deployment);
    }
  });
}

function situation({ name, learned }: Deployment) {
  return { name, transformed: learned.transformed };
}

/**
 * Passes when no transform has done harm to the resources registered so far. The engine calls no hooks for unchanged
 * resources, and the components for reviewers have none.
 *
 * @param registered known once the resources are registered.
 */
export async function transformsAllowed(deployment: Deployment, registered: pulumi.Output<unknown>[]): Promise<true> {
  await Promise.all(registered.map((each) => detailsOf(each).promise()));
  if (isDeployingOrPreview()) {
    await runChecksOrFail(CHECKS.ofTransforms, situation(deployment), deployment);
  }
  return true;
}
