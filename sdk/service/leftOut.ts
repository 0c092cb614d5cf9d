import * as pulumi from "@pulumi/pulumi";
import { storesLeftOut } from "../checks/change";
import { updateError } from "../checks/updateErrors";
import type { Deployment } from "../plan/deployment";
import { detailsOf } from "../pulumi/details";
import { isDeployingOrPreview } from "../pulumi/operation";
import { childUrn, SERVICE_TYPE, urnOf } from "../pulumi/urn";
import type { MadeThing } from "../setup/declare";

/**
 * Stands for the id of a store that is not made. Without any id, the provider would only report that one is missing.
 */
const NOT_MADE = "not-made-in-this-run";

/**
 * The stores for the service to link. Notes new stores that the engine was told to leave out (`--target`). A check then
 * refuses the service, unless the service is left out too. In a preview the engine refuses by itself, but names no
 * command that works.
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

/** @returns the names of the links of stores that are left out. */
async function noteLeftOut(deployment: Deployment, stores: MadeThing[]): Promise<string[]> {
  const { name, component, learned } = deployment;
  const owner = await urnOf(component);
  const urnOfStore = ({ facts, kind }: MadeThing) => childUrn(owner, kind.linked.resourceType, `${name}-${facts.name}`);
  const ids = await Promise.all(stores.map((store) => detailsOf(idOf(store)).promise()));
  // The engine calls a hook before it makes a store, in a preview too.
  const those = stores.filter((store, index) => !ids[index] && !learned.storesMade.has(urnOfStore(store)));
  for (const store of those) {
    const contents = await Promise.all(store.contents.map(urnOf));
    const what = `${store.kind.noun} "${store.facts.name}"`;
    learned.leftOut.push({ what, targets: [urnOfStore(store), ...contents] });
  }
  if (those.length > 0 && pulumi.runtime.isDryRun()) {
    const facts = storesLeftOut(childUrn(owner, SERVICE_TYPE, name), learned.leftOut);
    const { problem, remedy } = updateError.explain("store-left-out", facts);
    await pulumi.log.info(`${problem}.\n${remedy}`, component);
  }
  return those.map(({ facts }) => facts.name);
}
