import type * as pulumi from "@pulumi/pulumi";
import type { OwnStore } from "../checks/lostStores";
import { CHECKS } from "../checks/table";
import { accountOf, clientOf } from "../fastly/credentials";
import type { Lookup } from "../fastly/service";
import { type Live, liveWith } from "../live/liveService";
import { storeAtFastly } from "../live/storeAtFastly";
import type { Deployment, Plan } from "../plan/deployment";
import { isDeclaredElsewhere } from "../pulumi/declaredKeys";
import { before, type Step, withHooks } from "../pulumi/hooks";
import { isInProgram } from "../pulumi/programTree";
import { isProtected } from "../pulumi/protection";
import { installedVersion } from "../pulumi/providerMajor";
import { takenByOthers } from "../pulumi/taken";
import { nameOfUrn, SERVICE_TYPE } from "../pulumi/urn";
import { linkedThings, settledSetup } from "../setup/resolved";
import { runChecks } from "./runChecks";

// The hooks gather what the table of checks needs, for each step of the engine that the checks precede. Only the engine
// knows what the stack has. The hook before a change gets that, in preview too.

/** Undefined until the component has got that far. Its error is on the way then. */
export type Begun = () => Deployment | undefined;

/** Runs before the first thing that an `up` makes or changes. */
async function checkToken(
  deployment: Deployment,
  { service, isPreview, isNew = false }: { service: string | undefined; isPreview: boolean; isNew?: boolean },
): Promise<void> {
  const { credentials, learned } = deployment;
  if (!isPreview && !learned.isTokenChecked) {
    const token = await liveWith(credentials).token();
    await runChecks(CHECKS.beforeAnyWriting, { token, service, isNew }, deployment);
    learned.isTokenChecked = service !== undefined || isNew;
  }
}

/**
 * Runs before a service is made. It runs before the component is made, so that a refusal leaves nothing behind. It also
 * runs before the service: after a failed first run the stack may have the component without a service.
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
      // Before the component is made, only the hook knows the component's URN.
      const identity = isNew ? await deployment.identify(urn) : await deployment.identity();
      await checkToken(deployment, { service: undefined, isPreview, isNew: true });
      const sameName = async () => (isNew ? otherOfName(deployment) : undefined);
      const state = await deployment.state.read().catch(() => undefined);
      await runChecks(
        CHECKS.beforeNewService,
        { ...deployment, isPreview, isNew, identity, state, isInProgram, live, sameName },
        deployment,
      );
      deployment.learned.isNewServiceChecked = true;
    },
  );
}

/** Whether an adoption imports the service. A deleted service is replaced by a new one instead. */
async function isThere(live: Live, id: string): Promise<boolean> {
  const found = await live.named(id);
  return found !== undefined && !isDeleted(found);
}

function isDeleted(found: Lookup): boolean {
  return found.state === "gone" && found.deleted;
}

/** Notes the name of a new service. Returns the component of this program that already makes a service of that name. */
async function otherOfName({ place, project, credentials }: Deployment): Promise<string | undefined> {
  const account = await accountOf(credentials);
  const keys = account === undefined ? [] : [`service ${account} ${project.serviceName}`];
  return takenByOthers(place, [{ keys, what: "service" }])[0]?.by;
}

/**
 * Runs before the component is made or changed. The component's inputs have the adopted id, so that the hooks of an
 * adoption run when the id changes. They have the stores too, as the engine may delete those.
 */
export function componentHooks(plan: Plan, begun: Begun): pulumi.ResourceHookBinding | undefined {
  if (plan.setup === undefined) {
    return undefined;
  }
  const component = () => begun()?.component;
  const adoption = before(`${plan.name}-check-adoption`, { on: ["create", "update"], component }, async (step) => {
    const deployment = begun();
    const id = plan.adopted;
    // The component's own service: an earlier `up` wrote its id into the manifest.
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
    await runChecks(
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
      await runChecks(CHECKS.beforeStoresGo, { ...deployment, had, serviceId: step.state.serviceId, live }, deployment);
    }
  });
  return withHooks(plan.adopted === undefined ? undefined : adoption, lostStores);
}

/**
 * Runs before a store is made or changed. The store's other resources have the same hooks, which do nothing for them.
 */
export function storeHooks(deployment: Deployment): pulumi.ResourceHookBinding | undefined {
  const { name, component } = deployment;
  return before(`${name}-check-store`, { on: ["create", "update"], component }, async (step) => {
    const store = linkedOf(deployment, step, "resourceType");
    if (store !== undefined && step.before === undefined) {
      deployment.learned.storesMade.add(step.urn);
      const { serviceId } = deployment.project.manifest;
      await checkToken(deployment, { service: serviceId, isPreview: step.isPreview });
      const there = async () => storeAtFastly(store.kind, store.facts.store ?? "", deployment);
      await runChecks(CHECKS.beforeNewStore, { ...store, there }, deployment);
    } else if (store !== undefined) {
      await runChecks(
        CHECKS.beforeStoreChanges,
        { ...store, before: step.before ?? {}, declared: step.declared },
        deployment,
      );
    } else {
      await checkLinkedById(deployment, step);
      await checkItems(deployment, step);
    }
  });
}

/** The linked thing whose own resource, or the resource of its contents, the step is about. */
function linkedOf({ name, setup }: Deployment, { type, urn }: Step, of: "resourceType" | "contentsType") {
  return linkedThings(setup).find(
    ({ kind, facts }) => kind.linked[of] === type && nameOfUrn(urn) === `${name}-${facts.name}`,
  );
}

/** Runs before contents are written into another store than before. Every linked store has contents, if only none. */
async function checkLinkedById(deployment: Deployment, step: Step): Promise<void> {
  const { credentials, component } = deployment;
  const { storeId: id } = step.declared;
  const linked = linkedOf(deployment, step, "contentsType");
  const isById = linked?.facts.existing === true && linked.facts.store === undefined;
  if (isById && typeof id === "string" && step.before?.storeId !== id) {
    const isThere = () => clientOf(credentials).then((client) => linked.kind.linked.has(client, id));
    const situation = { ...linked, id, isThere: () => isThere().catch(() => undefined) };
    await runChecks(CHECKS.beforeLinkingById, situation, { component });
  }
}

/** Runs before items change that the provider manages. */
async function checkItems(deployment: Deployment, { before = {}, ...step }: Step): Promise<void> {
  const contents = deployment.learned.contents.of(step);
  if (contents?.isOfProvider) {
    const { storeId } = step.declared;
    const isElsewhere = (key: string) => isDeclaredElsewhere(storeId, key, contents.values);
    const items = { contents, before, state: step.state, isDeclaredElsewhere: isElsewhere };
    await runChecks(CHECKS.beforeItemsChange, items, deployment);
  }
}

/** Run before the service is made or updated. The last of them comes after the checks of its package. */
export function serviceHooks(
  deployment: Deployment,
): Record<"note" | "change" | "update", pulumi.ResourceHookBinding | undefined> {
  const { name, component, credentials, learned } = deployment;
  const note = before(`${name}-note-change`, { on: ["create", "update"], inPreview: false }, (step) => {
    learned.isServiceChanged = true;
    learned.isServiceMade ||= step.before === undefined;
  });
  const change = before(`${name}-health-checks`, { on: ["create", "update"], component }, (step) =>
    runChecks(
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
    const account = liveWith(credentials);
    const identity = await deployment.identity();
    await runChecks(
      CHECKS.beforeServiceChanges,
      {
        ...deployment,
        setup: await settledSetup(deployment.setup),
        isStateKnown: deployment.state.isKnown(),
        id,
        urn,
        isPreview,
        isProtected: isProtected(component),
        declared,
        before: step.before ?? {},
        state,
        identity,
        live: account.service(id),
        idOfName: (serviceName: string) => account.idOfName(serviceName).catch(() => undefined),
      },
      deployment,
    );
  });
  return { note, change, update };
}
