import { executeChain } from "./execute";
import { failed, type Run, Stopped } from "./run";
import { deleteStep } from "./steps";
import { dependenciesOf, type StoredResource } from "./storedResource";

/**
 * Deletes what is left from before the run: the old halves of replacements, and resources that the program no longer
 * registers. On destroy that is everything. Dependents are deleted first, and independent resources at the same time.
 */
export async function deleteRemaining(run: Run): Promise<void> {
  const remaining = run.journal.remaining();
  for (const [key, { pendingReplacement }] of remaining) {
    if (pendingReplacement) await run.journal.end(undefined, { replace: [[key, undefined]] });
  }
  const condemned = remaining
    .filter(([, { pendingReplacement, urn }]) => !pendingReplacement && (run.targets?.has(urn) ?? true))
    .map(([key, current]) => ({ key, current }));
  refuseDependents(run, new Set(condemned.map(({ current }) => current.urn)));
  const urns = new Set(condemned.filter(({ current }) => !current.delete).map(({ current }) => current.urn));

  for (const layer of deletionLayers(condemned.map(({ current }) => current))) {
    const keys = condemned.filter(({ current }) => layer.has(current));
    const outcomes = await Promise.allSettled(
      keys.map(async ({ key, current }) => {
        try {
          const needsProvider = current.custom && !current.external;
          const provider = needsProvider ? run.providers.resource(current.type, current.provider) : undefined;
          const withAnother = current.deletedWith !== undefined && urns.has(current.deletedWith);
          await executeChain(run, [
            deleteStep(key, current, provider, { ...(current.delete && { replaced: "later" }), withAnother }),
          ]);
        } catch (error) {
          throw failed(run, error, current.urn);
        }
      }),
    );
    if (outcomes.some(({ status }) => status === "rejected")) throw new Stopped();
  }
}

/** Destroying a part must not leave resources without their parent or dependency. All of them are reported at once. */
function refuseDependents(run: Run, condemned: ReadonlySet<string>): void {
  if (run.targets === undefined || run.operation !== "destroy") return;
  const gone = new Set(condemned);
  // Each resource comes after everything that it needs.
  const left = run.journal.remaining().filter(([, resource]) => {
    if (gone.has(resource.urn) || ![...dependenciesOf(resource)].some((urn) => gone.has(urn))) return false;
    gone.add(resource.urn);
    return true;
  });
  for (const [, { urn }] of left) {
    const advice = "Either include resource in --target list or pass --target-dependents to proceed.";
    const problem = `Resource '${urn}' will be destroyed but was not specified in --target list.`;
    failed(run, new Error(`${problem}\n${advice}`), urn);
  }
  if (left.length > 0) throw new Stopped();
}

function noProgram(...hooks: (string[] | undefined)[]): string {
  const names = hooks.flatMap((each) => each ?? []).join(", ");
  return `Resource has delete hooks registered, but the program is not running. Hooks: ${names}`;
}

/** Delete hooks are functions of the program. A plain `destroy` does not run the program. */
export function refuseDeleteHooks(run: Run): void {
  for (const [, { urn, beforeDelete, afterDelete }] of run.journal.remaining()) {
    if (beforeDelete === undefined && afterDelete === undefined) continue;
    throw failed(run, new Error(noProgram(beforeDelete, afterDelete)), urn);
  }
}

/** Sets of resources that may be deleted together, in order: nothing depends on a resource in a later set. */
export function deletionLayers(resources: readonly StoredResource[]): Set<StoredResource>[] {
  const byUrn = new Map<string, StoredResource[]>();
  for (const resource of resources) byUrn.set(resource.urn, [...(byUrn.get(resource.urn) ?? []), resource]);
  const depths = new Map<StoredResource, number>();
  const depthOf = (resource: StoredResource): number => {
    const known = depths.get(resource);
    if (known !== undefined) return known;
    depths.set(resource, 0);
    let depth = 0;
    for (const urn of dependenciesOf(resource)) {
      for (const dependency of byUrn.get(urn) ?? []) {
        if (dependency.urn !== resource.urn) depth = Math.max(depth, depthOf(dependency) + 1);
      }
    }
    depths.set(resource, depth);
    return depth;
  };
  const layers: Set<StoredResource>[] = [];
  // Last registered first, in the order of the real engine.
  for (const resource of resources.toReversed()) {
    const depth = depthOf(resource);
    layers[depth] ??= new Set();
    layers[depth].add(resource);
  }
  return layers.filter((layer) => layer !== undefined).reverse();
}
