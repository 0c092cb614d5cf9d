import * as pulumi from "@pulumi/pulumi";
import { placesOf } from "../adopt/holders";
import { CHECKS } from "../checks/table";
import type { Deployment } from "../plan/deployment";
import { construction } from "../pulumi/construction";
import { detailsOf, knownValue } from "../pulumi/details";
import { isDeployingOrPreview } from "../pulumi/operation";
import { isInProgram } from "../pulumi/programTree";
import type { StackState } from "../pulumi/stackState";
import type { MadeThing } from "../setup/declare";
import { ITEMS_TYPE } from "../setup/dictionaryItems";
import type { DeclaredContents } from "../setup/keptContents";
import { runChecksOrFail } from "./runChecks";

// The engine deletes what a resource has at Fastly as soon as the resource leaves the program. It does so at the end of
// the run, after the component has linked or written the same thing. No hook precedes a deletion: only the state shows
// it. So a check fails the run before its end.

/** The provider's resources with items: the property that names the owner of the items, and the property with them. */
const WITH_ITEMS: Record<string, { owner: string; items: string } | undefined> = {
  "fastly:index/configstoreEntries:ConfigstoreEntries": { owner: "storeId", items: "entries" },
  "fastly:index/computeAclEntries:ComputeAclEntries": { owner: "computeAclId", items: "entries" },
  [ITEMS_TYPE]: { owner: "dictionaryId", items: "items" },
};

/**
 * Fails the run when resources that left the program would take something from the component.
 *
 * @param things what the service is linked to.
 * @param done the last step before: by then a program has declared its resources, also one that waits in between.
 * @returns the work to await before the component ends.
 */
export async function checkHeldContents(
  deployment: Deployment,
  things: MadeThing[],
  done: pulumi.Output<unknown>,
): Promise<void> {
  if (!deployment.credentials.isFastlyThere || !isDeployingOrPreview()) {
    return;
  }
  await detailsOf(done).promise();
  await Promise.all([
    ...deployment.learned.contents.declared.map((contents) => checkContents(deployment, contents)),
    ...things.filter(({ facts }) => facts.existing).map((thing) => checkStore(deployment, thing)),
  ]);
}

async function checkContents(deployment: Deployment, { label, type, name, place, values }: DeclaredContents) {
  const { name: component, adopted } = deployment;
  const known = await knownOf(place);
  const owners = Object.values(known ?? {}).flatMap((value) => (typeof value === "string" ? value.split("/") : []));
  if (owners.length === 0) {
    return;
  }
  const state = await stateOf(deployment);
  const places = placesOf(await deployment.identity(), component, type, name);
  const holders = [...state].filter(([urn, { type: other, outputs }]) => {
    const has = WITH_ITEMS[other];
    return has && owners.includes(String(outputs[has.owner])) && !places.includes(urn) && !isInProgram(urn);
  });
  // An adoption makes this resource the component's own, by an alias.
  const isTaken = adopted !== undefined && type === ITEMS_TYPE && !places.some((urn) => state.has(urn));
  for (const [holder, { type: other, outputs }] of isTaken ? holders.slice(1) : holders) {
    const keys = Object.keys((outputs[WITH_ITEMS[other]?.items ?? ""] ?? {}) as object).filter(values.has);
    await runChecksOrFail(CHECKS.ofHeldContents, { component, label, holder, keys }, deployment);
  }
}

async function checkStore(deployment: Deployment, { kind, facts, link }: MadeThing): Promise<void> {
  const { name: component } = deployment;
  const id = await knownOf(link.resourceId);
  // The resources of a program in another language are not known here. A component keeps its own stores.
  if (id === undefined || construction() !== undefined) {
    return;
  }
  const holder = [...(await stateOf(deployment))].find(
    ([urn, { type, outputs }]) =>
      type === kind.linked.resourceType &&
      outputs.id === id &&
      !urn.includes("fastly-compute:index:ComputeService") &&
      !isInProgram(urn),
  )?.[0];
  const store = `the ${kind.noun} "${facts.name}"`;
  await runChecksOrFail(CHECKS.ofHeldStores, { component, store, id, holder }, deployment);
}

async function stateOf({ state }: Deployment): Promise<StackState> {
  return (await state.read()) ?? new Map();
}

/** Undefined while the value is not known. Its failure is reported elsewhere. */
async function knownOf<T>(value: pulumi.Input<T>): Promise<T | undefined> {
  return knownValue(pulumi.output(value) as pulumi.Output<T>).catch(() => undefined);
}
