import * as pulumi from "@pulumi/pulumi";
import { SERVICE_TYPE } from "../adopt/holders";
import { storesLeftOut } from "../checks/change";
import { updateError } from "../checks/updateErrors";
import type { Deployment } from "../plan/deployment";
import { detailsOf } from "../pulumi/details";
import { isDeployingOrPreview } from "../pulumi/operation";
import { childUrn, urnOf } from "../pulumi/urn";
import type { MadeThing } from "../setup/declare";

/** Stands for the id of a store that is not made: a provider that is given none says no more than that it lacks one. */
const NOT_MADE = "not-made-in-this-run";

/**
 * The stores, for the service to link. What is new, and what the engine was told to leave out (`--target`), is noted: a
 * service that is not left out with it is then refused. In a preview the engine does that by itself, and does not say
 * which command works.
 */
export function withoutLeftOut(deployment: Deployment, stores: MadeThing[]): MadeThing[] {
  const own = stores.filter(({ facts }) => !facts.existing);
  if (own.length === 0 || !isDeployingOrPreview()) {
    return stores;
  }
  const leftOut = noteLeftOut(deployment, own);
  return stores.map((store) => {
    if (store.facts.existing) {
      return store;
    }
    const resourceId = pulumi
      .output(leftOut)
      .apply((those) =>
        pulumi.output(those.includes(store.facts.name) && !pulumi.runtime.isDryRun() ? NOT_MADE : idOf(store)),
      );
    return { ...store, link: { ...store.link, resourceId } };
  });
}

function idOf({ link }: MadeThing): pulumi.Output<string> {
  return pulumi.output(link.resourceId);
}

/** @returns the names of their links. */
async function noteLeftOut(deployment: Deployment, stores: MadeThing[]): Promise<string[]> {
  const { name, component, learned } = deployment;
  const owner = await urnOf(component);
  const urnOfStore = ({ facts, kind }: MadeThing) => childUrn(owner, kind.linked.resourceType, `${name}-${facts.name}`);
  const ids = await Promise.all(stores.map((store) => detailsOf(idOf(store)).promise()));
  // The engine calls a hook before it makes one, in a preview too.
  const those = stores.filter((store, index) => !ids[index] && !learned.storesMade.has(urnOfStore(store)));
  for (const store of those) {
    const contents = await Promise.all(store.contents.map(urnOf));
    const what = `${store.kind.noun} "${store.facts.name}"`;
    learned.leftOut.push({ what, targets: [urnOfStore(store), ...contents] });
  }
  if (those.length > 0 && pulumi.runtime.isDryRun()) {
    const facts = storesLeftOut(childUrn(owner, SERVICE_TYPE, name), learned.leftOut);
    const { problem, remedy } = updateError.told("store-left-out", facts);
    await pulumi.log.info(`${problem}.\n${remedy}`, component);
  }
  return those.map(({ facts }) => facts.name);
}
