import { idAt, placesOf } from "../adopt/holders";
import type { OwnStore } from "../checks/lostStores";
import { CHECKS } from "../checks/table";
import { liveWith } from "../live/liveService";
import type { Deployment } from "../plan/deployment";
import { construction } from "../pulumi/construction";
import { hasFailed } from "../pulumi/failure";
import { isDeployingOrPreview } from "../pulumi/operation";
import { preparedState } from "../pulumi/preparedState";
import { isKeptByProgram } from "../pulumi/programTree";
import { childUrn, nameOfUrn, SERVICE_TYPE, typeOfUrn } from "../pulumi/urn";
import { LINKED_KINDS } from "../setup/kinds";
import { linkedThings } from "../setup/resolved";
import { runChecksOrFail } from "./runChecks";

// The engine deletes what the state has and the program does not declare. No hook precedes that, and nothing else in
// the program may change. So only the state shows which stores are about to go with their data.

/** A store in the state that goes with its data. */
interface Leaving extends OwnStore {
  urn: string;
  id: string;
  /** Whether the component itself made it. */
  isOwn: boolean;
}

/** Passes unless this run would delete the store of this id with its data. */
export async function checkLinked(
  deployment: Deployment,
  thing: { noun: string; name: string },
  id: string,
): Promise<void> {
  const leaving = new Map((await leavingStores(deployment, id)).map((store) => [store.id, store.urn]));
  await runChecksOrFail(CHECKS.beforeLinking, { name: deployment.name, thing, id, leaving }, deployment);
}

/** Passes unless this run, which activates nothing, would delete a store that the active version reads. */
export async function storesStillRead(deployment: Deployment): Promise<true> {
  if (deployment.activation.activate || !isDeployingOrPreview()) {
    return true;
  }
  const had = (await leavingStores(deployment)).filter(({ isOwn }) => isOwn);
  if (had.length > 0) {
    const [state, identity] = await Promise.all([preparedState(deployment), deployment.identity()]);
    const serviceId = state && idAt(state, placesOf(identity, deployment.name, SERVICE_TYPE, deployment.name));
    const live = liveWith(deployment.credentials);
    await runChecksOrFail(CHECKS.beforeStoresGo, { ...deployment, had, serviceId, live }, deployment);
  }
  return true;
}

/**
 * The stores that the engine is about to delete with their data, as far as that is known.
 *
 * @param only the id of the store to look at. Default: all stores.
 */
async function leavingStores(deployment: Deployment, only?: string): Promise<Leaving[]> {
  // The component's own hooks come first, so that the user sees only one error.
  const { urns } = await deployment.identity();
  const state = await preparedState(deployment);
  const stores: Leaving[] = [];
  for (const [urn, { type, outputs }] of state ?? []) {
    const kind = LINKED_KINDS.find(([, { linked }]) => linked.resourceType === type)?.[1].linked.api;
    const { id, forceDestroy } = outputs;
    const isAsked = only === undefined || id === only;
    if (kind !== undefined && forceDestroy === true && typeof id === "string" && isAsked) {
      const owner = ownerOf(urn, [...urns, ...(state?.keys() ?? [])]);
      const isOwn = owner !== undefined && urns.includes(owner);
      const name = nameOfUrn(urn).slice(nameOfUrn(owner ?? "").length + 1);
      if (!(await isKept(deployment, urn, isOwn ? name : undefined))) {
        stores.push({ kind, name, id, urn, isOwn });
      }
    }
  }
  return hasFailed() ? [] : stores;
}

/**
 * Whether the program keeps a store of the state. A program in another language is only known as far as the component
 * itself.
 *
 * @param own the name of the link, for a store of this component.
 */
async function isKept({ setup }: Deployment, urn: string, own: string | undefined): Promise<boolean> {
  if (construction() === undefined) {
    return isKeptByProgram(urn);
  }
  return (
    own === undefined ||
    linkedThings(setup).some(
      ({ kind, facts }) => !facts.existing && facts.name === own && kind.linked.resourceType === typeOfUrn(urn),
    )
  );
}

/** The component that made a store: the store's name begins with the name of the component. */
function ownerOf(store: string, components: string[]): string | undefined {
  const name = nameOfUrn(store);
  return components
    .filter((urn) => childUrn(urn, typeOfUrn(store), name) === store && name.startsWith(`${nameOfUrn(urn)}-`))
    .sort((one, other) => other.length - one.length)[0];
}
