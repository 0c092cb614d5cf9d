import { checkInputs, ignoreChanges } from "./check";
import type { DiffResult } from "./contract";
import { dependentReplacements } from "./deleteBeforeReplace";
import { diffResource } from "./diff";
import type { Run } from "./run";
import { createStep, deleteStep, replaceStep, type Step, type StepDiff, sameStep, updateStep } from "./steps";
import type { StoredResource } from "./storedResource";
import { Secret, Unknown, type Value } from "./value";
import type { Wanted } from "./wanted";

/**
 * The steps from what the stack has (`old`, the journal's object) to what the program wants. They are nothing, a
 * creation, an update, or a replacement in one of its two orders.
 */
export async function generateSteps(run: Run, wanted: Wanted, old: StoredResource | undefined): Promise<Step[]> {
  const { goal, provider } = wanted;
  const { options } = goal;
  const current = old && (run.journal.current(old) ?? old);

  if (old === undefined || current === undefined || current.external) {
    const next = await reviewed(run, wanted, undefined);
    return [createStep(next, provider, options, undefined, old)];
  }
  if (current.pendingReplacement) {
    const next = await reviewed(run, wanted, undefined);
    // An earlier run has deleted it because of a difference. This run deletes it because of a dependency.
    const difference = old.pendingReplacement ? shownDiff(await diffResource(current, next, provider, options)) : {};
    return [
      replaceStep(current, next, difference),
      createStep(next, provider, options, { old, deleteLater: false, ...difference }),
    ];
  }

  const inputs = ignoreChanges(goal.inputs, current.inputs, options.ignoreChanges);
  const next = await reviewed(run, { ...wanted, next: { ...wanted.next, inputs } }, current.inputs);
  const diff: DiffResult = run.replace.has(next.urn)
    ? { changes: true, diffs: [], replaces: ["id"], detailedDiff: {}, deleteBeforeReplace: false }
    : await diffResource(current, next, provider, options);

  if (diff.changes && diff.replaces.length > 0) return replacement(run, wanted, old, diff);
  if (diff.changes) return [updateStep(old, next, provider, options, shownDiff(diff))];
  if ((old.initErrors?.length ?? 0) > 0) return [updateStep(old, next, provider, options, {})];
  return [sameStep(old, next)];
}

/** The resource after its provider's check and the policy packs' review. */
async function reviewed(run: Run, wanted: Wanted, olds: StoredResource["inputs"] | undefined): Promise<StoredResource> {
  const next = await checked(run, wanted, olds);
  return { ...next, inputs: await run.policies.review(run, next, wanted.goal.options.ignoreChanges) };
}

async function checked(
  run: Run,
  { next, provider }: Wanted,
  olds: StoredResource["inputs"] | undefined,
): Promise<StoredResource> {
  return provider === undefined ? next : { ...next, inputs: await checkInputs(run, next, provider, next.inputs, olds) };
}

/**
 * The steps that replace `old` by a new resource.
 *
 * @param deleteLater false for a resource that this preview has just imported: the state does not have it.
 */
export async function replacement(
  run: Run,
  wanted: Wanted,
  old: StoredResource,
  diff: DiffResult,
  deleteLater = true,
): Promise<Step[]> {
  const { goal, provider } = wanted;
  // A resource may be unprotected and replaced in one run.
  if (old.protect && wanted.next.protect) {
    throw new Error(
      `unable to replace resource "${old.urn}"\nas it is currently marked for protection. To unprotect the resource, ` +
        "remove the `protect` flag from the resource in your Pulumi program and run `pulumi up`",
    );
  }
  if (goal.options.importId !== undefined) {
    const told = importedIsReplaced(old, wanted.next, diff);
    if (!run.preview) throw new Error(told);
    // A value that the preview does not know may turn out to be the present one.
    run.report("warning", told, old.urn);
  }
  // Checked again without the old inputs: values that a provider carries over in an update must not be in a new
  // resource.
  const unchanged = await checked(run, wanted, undefined);
  const inputs = await run.policies.remediate(run, unchanged, goal.options.ignoreChanges);
  const next = { ...unchanged, inputs };
  const difference = shownDiff(diff);
  if (!(goal.options.deleteBeforeReplace ?? diff.deleteBeforeReplace)) {
    return [
      createStep(next, provider, goal.options, { old, deleteLater, ...difference }),
      replaceStep(old, next, difference),
    ];
  }
  const dependents = await dependentReplacements(run, old);
  return [
    ...dependents.map(({ resource, provider }) => deleteStep(resource, resource, provider, { replaced: "first" })),
    deleteStep(old, old, provider, { replaced: "first" }),
    replaceStep(old, next, difference),
    createStep(next, provider, goal.options, { old, deleteLater: false, ...difference }),
  ];
}

function importedIsReplaced(old: StoredResource, next: StoredResource, { replaces }: DiffResult): string {
  const lines = replaces.map((key) => `${key}: ${shown(old.inputs[key])} => ${shown(next.inputs[key])}`);
  return [
    "previously-imported resources that still specify an ID may not be replaced; " +
      "please remove the `import` declaration from your program;",
    ...lines,
  ].join("\n");
}

/** Writes a value in a message like the Pulumi engine. */
function shown(value: Value | undefined): string {
  if (value instanceof Secret) return "[secret]";
  if (value instanceof Unknown) return "output<string>{}";
  return `{${typeof value === "object" ? JSON.stringify(value) : (value ?? "<nil>")}}`;
}

/** Leaves out empty properties of an event. */
function shownDiff({ diffs, detailedDiff }: DiffResult): StepDiff {
  return {
    ...(diffs.length > 0 && { diffs }),
    ...(Object.keys(detailedDiff).length > 0 && { detailedDiff }),
  };
}
