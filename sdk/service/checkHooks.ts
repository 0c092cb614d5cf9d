import type * as pulumi from "@pulumi/pulumi";
import { SERVICE_TYPE } from "../adopt/holders";
import type { OwnStore } from "../checks/lostStores";
import { CHECKS } from "../checks/table";
import { isProtected } from "../errors/protection";
import { accountOf } from "../fastly/credentials";
import type { Lookup } from "../fastly/service";
import { type Live, liveWith } from "../live/liveService";
import { storeAtFastly } from "../live/storeAtFastly";
import type { Deployment, Plan } from "../plan/deployment";
import { before, withHooks } from "../pulumi/hooks";
import { isInProgram } from "../pulumi/programTree";
import { installedVersion } from "../pulumi/providerMajor";
import { takenByOthers } from "../pulumi/taken";
import { linkedThings, settledSetup } from "../setup/resolved";
import { make } from "./make";

// What the table of checks needs to know is gathered here, for each step of the engine that they come before. Only the
// engine knows what the stack has, and a hook before a change is where it tells, in preview already.

/** Undefined while the component has not got that far, when its error is on its way already. */
export type Begun = () => Deployment | undefined;

/** Before the first thing that an `up` makes or changes. */
async function checkToken(
  deployment: Deployment,
  { service, isPreview, isNew = false }: { service: string | undefined; isPreview: boolean; isNew?: boolean },
): Promise<void> {
  const { credentials, learned } = deployment;
  if (!isPreview && !learned.isTokenChecked) {
    const token = await liveWith(credentials).token();
    await make(CHECKS.beforeAnyWriting, { token, service, isNew }, deployment);
    learned.isTokenChecked = service !== undefined || isNew;
  }
}

/**
 * Before a service is made. It runs before the component is made, so that nothing of it is. It also runs before the
 * service, as the stack may have the component without one after a failed first run.
 */
export function newServiceHooks(plan: Plan, begun: Begun): pulumi.ResourceHookBinding | undefined {
  if (plan.setup === undefined) {
    return undefined;
  }
  const component = () => begun()?.component;
  return before(
    `${plan.name}-refuse-second-service`,
    { on: ["create"], component },
    async ({ type, urn, isPreview }) => {
      const deployment = begun();
      const isNew = type !== SERVICE_TYPE;
      if (deployment === undefined || deployment.learned.isNewServiceChecked) {
        return;
      }
      const live = liveWith(deployment.credentials);
      if (isNew && plan.adopted !== undefined && (await isThere(live, plan.adopted))) {
        return;
      }
      // Nobody but the hook knows the URN of a component that is not made yet.
      const identity = isNew ? await deployment.identify(urn) : await deployment.identity();
      await checkToken(deployment, { service: undefined, isPreview, isNew: true });
      const sameName = async () => (isNew ? otherOfName(deployment) : undefined);
      const state = await deployment.state.read().catch(() => undefined);
      await make(
        CHECKS.beforeNewService,
        { ...deployment, isPreview, isNew, identity, state, isInProgram, live, sameName },
        deployment,
      );
      deployment.learned.isNewServiceChecked = true;
    },
  );
}

/** Whether an adoption imports the service. A new one is made in place of one that was deleted. */
async function isThere(live: Live, id: string): Promise<boolean> {
  const found = await live.named(id);
  return found !== undefined && !isDeleted(found);
}

function isDeleted(found: Lookup): boolean {
  return found.state === "gone" && found.deleted;
}

/** Notes the name of a new service, and gives the component of the program that makes one of that name already. */
async function otherOfName({ place, project, credentials }: Deployment): Promise<string | undefined> {
  const account = await accountOf(credentials);
  const keys = account === undefined ? [] : [`service ${account} ${project.serviceName}`];
  return takenByOthers(place, [{ keys, what: "service" }])[0]?.by;
}

/**
 * Before the component is made or changed. The adopted id is among its inputs, so that the hooks of an adoption run
 * when that changes. So are the stores, which the engine may delete.
 */
export function componentHooks(plan: Plan, begun: Begun): pulumi.ResourceHookBinding | undefined {
  if (plan.setup === undefined) {
    return undefined;
  }
  const component = () => begun()?.component;
  const adoption = before(`${plan.name}-check-adoption`, { on: ["create", "update"], component }, async (step) => {
    const deployment = begun();
    const id = plan.adopted;
    // Its own, written into the manifest by an earlier up.
    if (deployment === undefined || id === undefined || step.state.serviceId === id) {
      return;
    }
    const live = liveWith(deployment.credentials);
    const found = await live.named(id);
    if (found === undefined || isDeleted(found)) {
      return;
    }
    const { urn, isPreview } = step;
    const isKnown = step.before !== undefined;
    const identity = await deployment.identify(urn);
    const state = await deployment.state.read(isKnown);
    const begunBefore = step.before?.adopts;
    await checkToken(deployment, { service: id, isPreview });
    await make(
      CHECKS.beforeAdoption,
      {
        ...deployment,
        setup: await settledSetup(deployment.setup),
        id,
        found,
        urn,
        isPreview,
        isKnown,
        identity,
        state,
        begun: begunBefore,
        isInProgram,
        live,
      },
      deployment,
    );
  });
  const lostStores = before(`${plan.name}-check-lost-stores`, { on: ["update"], component }, async (step) => {
    const deployment = begun();
    const had = (step.before?.forceDestroyStores ?? []) as OwnStore[];
    if (deployment !== undefined && had.length > 0) {
      const live = liveWith(deployment.credentials);
      await make(CHECKS.beforeStoresGo, { ...deployment, had, serviceId: step.state.serviceId, live }, deployment);
    }
  });
  return withHooks(plan.adopted === undefined ? undefined : adoption, lostStores);
}

/** Before a store is made or changed; its other resources have the same hooks, which do nothing for them. */
export function storeHooks(deployment: Deployment): pulumi.ResourceHookBinding | undefined {
  const { name, setup, credentials, component: owner } = deployment;
  const component = () => owner;
  const storeOf = ({ type, urn }: { type: string; urn: string }) =>
    linkedThings(setup).find(
      ({ kind, facts }) => kind.linked.resourceType === type && urn.endsWith(`::${name}-${facts.name}`),
    );
  return before(`${name}-check-store`, { on: ["create", "update"], component }, async (step) => {
    const store = storeOf(step);
    if (store !== undefined && step.before === undefined) {
      deployment.learned.storesMade.add(step.urn);
      const { serviceId } = deployment.project.manifest;
      await checkToken(deployment, { service: serviceId, isPreview: step.isPreview });
      const there = async () => storeAtFastly(store.kind, store.facts.store ?? "", credentials);
      await make(CHECKS.beforeNewStore, { ...store, there }, deployment);
    } else if (store !== undefined) {
      await make(
        CHECKS.beforeStoreChanges,
        { ...store, before: step.before ?? {}, declared: step.declared },
        deployment,
      );
    }
  });
}

/** Before the service is made or updated: the last of them after what is found about its package. */
export function serviceHooks(
  deployment: Deployment,
): Record<"note" | "change" | "update", pulumi.ResourceHookBinding | undefined> {
  const { name, component: owner, credentials, learned } = deployment;
  const component = () => owner;
  const note = before(`${name}-note-change`, { on: ["create", "update"], inPreview: false }, (step) => {
    learned.isServiceChanged = true;
    learned.isServiceMade ||= step.before === undefined;
  });
  const change = before(`${name}-health-checks`, { on: ["create", "update"], component }, (step) =>
    make(
      CHECKS.beforeServiceIsWritten,
      {
        declared: step.declared,
        before: step.before ?? {},
        providerVersion: installedVersion(),
        urn: step.urn,
        leftOut: learned.leftOut,
      },
      deployment,
    ),
  );
  const update = before(`${name}-check-update`, { on: ["update"], component }, async (step) => {
    const { id, urn, isPreview, declared, state } = step;
    await checkToken(deployment, { service: id, isPreview });
    const live = liveWith(credentials).service(id);
    const identity = await deployment.identity();
    await make(
      CHECKS.beforeServiceChanges,
      {
        ...deployment,
        setup: await settledSetup(deployment.setup),
        isStateKnown: deployment.state.isKnown(),
        id,
        urn,
        isPreview,
        isProtected: isProtected(owner),
        declared,
        before: step.before ?? {},
        state,
        identity,
        live,
      },
      deployment,
    );
  });
  return { note, change, update };
}
