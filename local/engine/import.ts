import { checkInputs, ignoreChanges } from "./check";
import { diffResource } from "./diff";
import { executeChain } from "./execute";
import type { Goal } from "./goal";
import type { Run } from "./run";
import { replacement } from "./stepGenerator";
import { importStep, replaceStep, updateStep } from "./steps";
import type { StoredResource } from "./storedResource";
import type { Wanted } from "./wanted";

/** Whether the `import` option names something that the stack does not manage under this name yet. */
export function needsImport({ custom, options: { importId } }: Goal, old: StoredResource | undefined): boolean {
  if (!custom || importId === undefined) return false;
  return old === undefined || old.external === true || (old.id !== importId && old.importId !== importId);
}

/**
 * Takes over an existing resource, then updates it to the program's inputs. Another resource that had its place in the
 * stack is deleted at the end, as in a replacement.
 */
export async function importResource(
  run: Run,
  { goal, next, provider }: Wanted,
  old: StoredResource | undefined,
): Promise<StoredResource> {
  if (provider === undefined) throw new Error("only custom resources can be imported");
  const replacing = old?.external ? undefined : old;
  if (replacing?.protect) {
    throw new Error(`unable to replace resource "${replacing.urn}"\nas it is currently marked for protection`);
  }
  const { importId } = goal.options;
  const imported = await executeChain(run, [
    importStep({ ...next, importId }, provider, old),
    ...(replacing === undefined ? [] : [replaceStep(replacing, next, {})]),
  ]);
  if (imported === undefined) throw new Error(`importing ${importId} gave nothing`);

  const wantedInputs = ignoreChanges(goal.inputs, imported.inputs, goal.options.ignoreChanges);
  const inputs = await checkInputs(run, next, provider, wantedInputs, imported.inputs);
  const final = { ...next, inputs };
  const diff = await diffResource(imported, final, provider, goal.options);
  if (diff.changes && diff.replaces.length > 0) {
    const steps = await replacement(run, { goal, next: final, provider }, imported, diff, false);
    return (await executeChain(run, steps)) ?? imported;
  }
  if (diff.changes) {
    const updated = await executeChain(run, [updateStep(imported, final, provider, goal.options, diff)]);
    return updated ?? imported;
  }
  // Without a difference the inputs stay as read, whatever the program has.
  return imported;
}
