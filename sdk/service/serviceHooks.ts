import * as pulumi from "@pulumi/pulumi";
import { guardLiveService, isImported } from "../adopt/guard";
import { existingLine } from "../adopt/undeclared";
import { ComputeError } from "../errors";
import { giveUp } from "../errors/giveUp";
import { evenProtected, isProtected } from "../errors/protection";
import { clientOf } from "../fastly/credentials";
import { readService } from "../fastly/service";
import { refuseBegunDraft, refuseUnfinished } from "../live/unfinished";
import type { Deployment } from "../plan/deployment";
import { isDeployedBy } from "../plan/identity";
import { resourceHook } from "../pulumi/hooks";
import { isMocked } from "../pulumi/mocks";
import { plain } from "../pulumi/plain";
import { urnOf } from "../pulumi/urn";
import { refuseTakenNames } from "../setup/blockOrder";
import { OWN_KINDS } from "../setup/kinds";
import { linkedThings, type ResolvedSetup } from "../setup/resolved";
import { eraseRecordedId } from "./serviceId";

/** What may be said against an update of the service, which only the engine's comparison with the state tells of. */
export function serviceHooks(deployment: Deployment): pulumi.ResourceHookBinding | undefined {
  if (isMocked()) {
    return undefined;
  }
  const { name, setup, args, kept, adopted, credentials, component } = deployment;
  const inPreviewToo = { onDryRun: true };
  const update = resourceHook(
    `${name}-check-update`,
    async ({ id, urn, newInputs, oldInputs, oldOutputs }) => {
      const [declared, live] = [await plain(newInputs), await plain(oldInputs)];
      const isAdopted = id === adopted;
      const state = await plain(oldOutputs);
      const planned = { id, urn, component: await urnOf(component), isAdopted, declared, state, kept };
      try {
        const isNew = isImported(live);
        if (isNew) {
          await refuseGivenUp(deployment, id, urn);
          if (isAdopted) {
            await refuseBegunDraft(planned, credentials);
          }
        } else {
          await refuseUnfinished(planned, credentials);
        }
        if (isNew || (isAdopted && !(await isOwnService(deployment, id)))) {
          const dictionaryKeys = new Map(
            setup.dictionaries.map((dictionary) => [dictionary.name, dictionary.facts.keys]),
          );
          const removeUndeclared = args.removeUndeclared ?? false;
          const guard = { component: name, id, live, declared, dictionaryKeys, removeUndeclared };
          await guardLiveService(guard, credentials);
        }
      } catch (error) {
        throw evenProtected(component, error);
      }
      refuseTakenNames(name, live, declared);
      refuseRelink(declared, live, setup);
      refuseProtectedRemovals(deployment, declared, live);
      await tellKeptName(deployment, live);
    },
    inPreviewToo,
  );
  return {
    beforeUpdate: [update],
    ...(args.removeServiceId ? { afterDelete: [eraseRecordedId(deployment)] } : {}),
  };
}

/** Whether this component has deployed the service, and no resource that it takes the place of. */
async function isOwnService({ credentials, identity }: Deployment, id: string): Promise<boolean> {
  const service = await readService(await clientOf(credentials), id);
  return service !== undefined && isDeployedBy(service, await identity());
}

/**
 * To the engine the service is the stack's own as soon as it was imported, and without the guard it would be changed. Of
 * one that was never active the state looks the same after a first run of the component itself that failed.
 */
async function refuseGivenUp(deployment: Deployment, id: string, urn: string): Promise<void> {
  const { name, project, adopted, credentials } = deployment;
  const service = adopted === id ? undefined : await readService(await clientOf(credentials), id);
  if (service?.wasActive && !isDeployedBy(service, await deployment.identity())) {
    throw new ComputeError(
      `ComputeService "${name}" has begun to adopt the service ${id}, and no run has completed that: this one would change it as if it were the stack's own`,
      `To go on with it, pass { existingService: "adopt" } again, with service_id = "${id}" in ${project.serviceIdFileShown}.\n` +
        giveUp(urn),
    );
  }
}

interface Link {
  name: string;
  /** Unknown in preview when the store is not there yet. */
  resourceId?: unknown;
}

/** The provider cannot point a link at another store: it fails half-way, and every later `up` reports a false success. */
function refuseRelink(
  newInputs: Record<string, unknown>,
  oldInputs: Record<string, unknown>,
  setup: ResolvedSetup,
): void {
  const stores = linkedThings(setup);
  const before = linksOf(oldInputs);
  for (const { name, resourceId } of linksOf(newInputs)) {
    const old = before.find((link) => link.name === name);
    const store = stores.find(({ facts }) => facts.name === name);
    const isUnknown = typeof resourceId !== "string";
    // Unknown in preview only: the id of a new store, or one that the program is given and that may be the same.
    const mayStay = old?.resourceId === resourceId || (isUnknown && store?.facts.existing === true);
    if (typeof old?.resourceId === "string" && !mayStay) {
      const target = isUnknown ? "a new one" : resourceId;
      throw new ComputeError(
        `The service's link "${name}" would be moved from the store ${old.resourceId} to ${target}, which Fastly's provider cannot do`,
        (store === undefined
          ? ""
          : `To keep the store that is linked, with its data, give the argument:\n  ${existingLine(store.kind, [{ name, resourceId: old.resourceId }])}\n`) +
          `When it is gone, or to take the other one, run pulumi up once without the store "${name}", then again with it.`,
      );
    }
  }
}

/** What resources of the component's belong to. */
const WITH_CONTENTS = [
  ...OWN_KINDS.flatMap(([, { hasContents, places, noun }]) =>
    hasContents ? places.map(({ property }) => ({ property, noun })) : [],
  ),
  { property: "resourceLinks", noun: "store" },
];

/**
 * The engine refuses to delete a protected resource, but only after the service was updated: its data would be out of
 * the program's reach already, and every later run would fail.
 */
function refuseProtectedRemovals(
  { name, component }: Deployment,
  newInputs: Record<string, unknown>,
  oldInputs: Record<string, unknown>,
): void {
  if (!isProtected(component)) {
    return;
  }
  const removed = WITH_CONTENTS.flatMap(({ property, noun }) => {
    const [before, after] = [oldInputs, newInputs].map((inputs) => (inputs[property] ?? []) as { name: string }[]);
    return (before ?? [])
      .filter((old) => !after?.some((block) => block.name === old.name))
      .map((block) => `the ${noun} "${block.name}"`);
  });
  if (removed.length > 0) {
    throw new ComputeError(
      `ComputeService "${name}" is protected, and would lose ${removed.join(", ")}`,
      "Run pulumi up once with { protect: false } and nothing removed, then again without what is to go; protect it again after that.",
    );
  }
}

function linksOf({ resourceLinks: links }: Record<string, unknown>): Link[] {
  return Array.isArray(links) ? (links as Link[]) : [];
}

/** Other than with every other property, a changed manifest does not change the name of a service that exists. */
async function tellKeptName({ project, args, component }: Deployment, live: Record<string, unknown>): Promise<void> {
  if (args.serviceName === undefined && typeof live.name === "string" && live.name !== project.serviceName) {
    await pulumi.log.info(
      `The service keeps its name "${live.name}", as the manifest names the package. To rename it: { serviceName: "${project.serviceName}" }`,
      component,
    );
  }
}
