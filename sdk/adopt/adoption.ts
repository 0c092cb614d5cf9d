import * as pulumi from "@pulumi/pulumi";
import { ComputeError } from "../errors";
import { forget } from "../errors/commands";
import { giveUp } from "../errors/giveUp";
import { evenProtected } from "../errors/protection";
import type { FastlyClient } from "../fastly/client";
import { clientOf } from "../fastly/credentials";
import { describeStack, nameOfOwner, type Owner, ownerOfUrn } from "../fastly/owner";
import { type LiveService, type Lookup, lookUpNamed, readService } from "../fastly/service";
import { readVersion } from "../fastly/version";
import type { Deployment, Plan } from "../plan/deployment";
import { aliasOption, type Identity, isDeployedBy, ownerInStack, ownersOf, urnOfOwner } from "../plan/identity";
import { resourceHook, resourceTransform } from "../pulumi/hooks";
import { isMocked } from "../pulumi/mocks";
import type { StackState } from "../pulumi/stackState";
import { rootUrn } from "../pulumi/urn";
import { refuseBeforeWriting } from "./beforeWriting";
import { refuseWriteOnly } from "./dictionaries";
import { componentOf, holdersOf, idAt, placesOf, SERVICE_TYPE } from "./holders";
import { checkStores } from "./linkedStores";

/**
 * Refuses an adoption that would cost a service. The engine would import the new one in place of the one that the stack
 * holds, and then delete that. Only the component's own state tells, before anything of that happens: hence hooks on the
 * component, which has the adopted id among its inputs so that they run when it changes.
 *
 * @param deployment undefined while the component has not got that far, when its error is on its way already.
 */
export function adoptionHooks(
  plan: Plan,
  deployment: () => Deployment | undefined,
): pulumi.ResourceHookBinding | undefined {
  const { name, adopted: id, setup } = plan;
  if (id === undefined || setup === undefined || isMocked()) {
    return undefined;
  }
  const check = resourceHook(
    `${name}-check-adoption`,
    async (component) => {
      const begun = deployment();
      if (begun !== undefined) {
        await checkBefore(begun, id, component).catch((error: unknown) => {
          throw evenProtected(begun.component, error);
        });
      }
    },
    { onDryRun: true },
  );
  return { beforeCreate: [check], beforeUpdate: [check] };
}

async function checkBefore(
  deployment: Deployment,
  id: string,
  { urn, oldInputs, oldOutputs }: pulumi.ResourceHookArgs,
): Promise<void> {
  const { name, args, setup } = deployment;
  const client = await clientOf(deployment.credentials);
  // Its own, written into the manifest by an earlier up, or one that was deleted: a new one is made then.
  const found = oldOutputs?.serviceId === id ? undefined : await lookUpNamed(client, id);
  if (found === undefined || (found.state === "gone" && found.deleted)) {
    return;
  }
  const own = await deployment.identify(urn);
  const state = await deployment.state.read(oldInputs !== undefined);
  const held = state && idAt(state, placesOf(own, name, SERVICE_TYPE, name));
  await refuseInPlaceOf(deployment, id, own, held, { urn, begun: oldInputs?.adopts }, client);
  const live = checkAdoption(deployment, id, own, found);
  takeOverFrom(deployment, id, own, state);
  if (live.version !== undefined) {
    const content = await readVersion(client, id, live.version);
    refuseWriteOnly(name, id, content.dictionaries);
    await checkStores(name, id, content, setup, client, oldInputs !== undefined);
    if (!pulumi.runtime.isDryRun() && !args.removeUndeclared) {
      await refuseBeforeWriting(name, id, live.version, content, setup, client);
    }
  }
}

/**
 * What is decided for the service resource by a look at Fastly and into the state: a transform is what can ask before the
 * engine goes on.
 *
 * A service that was deleted is not imported. One that another resource of the stack stands for gets that as an alias, and
 * is updated in its place: imported, it would be there twice, and deleted with the other. One that this component has not
 * deployed yet is kept whatever becomes of the resource: an adoption that is refused leaves the import in the state, and
 * who then gives it up, or renames the component, must not lose the live service.
 */
export function importTransforms(deployment: Deployment): pulumi.ResourceTransform[] {
  const { adopted: id, credentials, component, identity } = deployment;
  if (id === undefined || isMocked()) {
    return [];
  }
  return [
    resourceTransform(async ({ props, opts }) => {
      const found = await lookUpNamed(await clientOf(credentials), id);
      // The engine takes these options in place of all that were given.
      const given: pulumi.CustomResourceOptions = opts;
      if (found === undefined || found.state === "gone") {
        return found === undefined || found.deleted ? { props, opts: { ...given, import: "" } } : undefined;
      }
      const self = await identity();
      const state = await deployment.state.read();
      const former = takeOverFrom(deployment, id, self, state);
      const isOwn = found.state === "exists" && isDeployedBy(found.service, self);
      if (isOwn && (former === undefined || state === undefined)) {
        return undefined;
      }
      if (found.state === "exists") {
        await tellOtherStack(id, found.service, self, component);
      }
      const aliases = [...(given.aliases ?? []), ...(former === undefined ? [] : [former])];
      return { props, opts: { ...given, aliases, retainOnDelete: true } };
    }),
  ];
}

/**
 * The resource of the stack that stands for the service already, if there is one: written by hand or brought there by
 * `pulumi import`. Where the state is not known, in the preview of a stack without outputs, it is taken to be one of the
 * component's name without a parent; the up knows.
 *
 * @throws ComputeError when it is another component's, or there are several.
 */
function takeOverFrom(
  deployment: Deployment,
  id: string,
  identity: Identity,
  state: StackState | undefined,
): string | undefined {
  const { name, project } = deployment;
  if (state === undefined) {
    return rootUrn(identity.self.stack, identity.self.project, SERVICE_TYPE, name);
  }
  const places = placesOf(identity, name, SERVICE_TYPE, name);
  const holders = holdersOf(state, SERVICE_TYPE, id, places);
  const [holder] = holders;
  if (holder === undefined) {
    return undefined;
  }
  const other = componentOf(holder);
  if (other !== undefined) {
    throw deployedAs(deployment, id, identity, ownerOfUrn(other));
  }
  const isThere = idAt(state, places) === id;
  if (isThere || holders.length > 1) {
    const others = isThere ? holders : holders.slice(1);
    throw new ComputeError(
      `ComputeService "${name}" cannot adopt ${id} of ${project.serviceIdFileShown}: the stack has it ${holders.length + (isThere ? 1 : 0)} times, and deletes it when one of these resources goes:\n  ${[...(isThere ? places.slice(0, 1) : []), ...holders].join("\n  ")}`,
      `Take ${others.length === 1 ? "this one" : "these"} out of the state, which leaves the service as it is, and then of the program:\n  ${others.map((urn) => forget(urn)).join("\n  ")}`,
    );
  }
  return holder;
}

/** Adoption leaves the service in the state of the stack that deployed it, if one did. */
async function tellOtherStack(
  id: string,
  service: LiveService,
  { self }: Identity,
  component: pulumi.ComponentResource,
): Promise<void> {
  const other = ownersOf(service).find(({ project, stack }) => project !== self.project || stack !== self.stack);
  if (other !== undefined) {
    await pulumi.log.warn(
      `The service ${id} is deployed by ${describeStack(other, self)}: an up there would take it back, and a destroy delete it.\n` +
        `Take it out of the state there, and then of the program: ${forget(urnOfOwner(other), other.stack)}`,
      component,
    );
  }
}

/** @param component its URN, and the service that it was adopting when it was registered last. */
async function refuseInPlaceOf(
  { name, project }: Plan,
  id: string,
  identity: Identity,
  held: string | undefined,
  component: { urn: string; begun: unknown },
  client: FastlyClient,
): Promise<void> {
  if (held === undefined || held === id) {
    return;
  }
  const file = project.serviceIdFileShown;
  const other = await readService(client, held);
  // Nobody knows whose one is that never was active and has no comment yet.
  const isBegun = held === component.begun || other?.wasActive === true;
  if (other !== undefined && isBegun && !isDeployedBy(other, identity)) {
    throw new ComputeError(
      `ComputeService "${name}" cannot adopt ${id} of ${file}: the stack has begun to adopt another service, ${held}, and no run has completed that`,
      `To go on with that one, put service_id = "${held}" into ${file}.\n${giveUp(component.urn)}`,
    );
  }
  throw new ComputeError(
    `ComputeService "${name}" cannot adopt ${id} of ${file}: the stack has another service in its place, ${held}, which would be deleted`,
    `Remove existingService: "adopt" to go on with ${held}; ${id} can be adopted in another stack, or by a ComputeService of another name.`,
  );
}

/** The service that is to be taken over, when it can be. */
function checkAdoption(deployment: Deployment, id: string, identity: Identity, found: Lookup): LiveService {
  const { name: component, project } = deployment;
  const file = project.serviceIdFileShown;
  if (found.state === "unknown") {
    throw found.error;
  }
  if (found.state === "gone") {
    throw new ComputeError(
      `ComputeService "${component}" cannot adopt ${id} of ${file}: Fastly has no such service, or the token may not see it`,
      `Correct the service_id in ${file}, or remove the line to have a new service.`,
    );
  }
  const live = found.service;
  if (live.type !== "wasm") {
    throw new ComputeError(
      `ComputeService "${component}" cannot adopt ${id} ("${live.name}") of ${file}: it is no Compute service`,
      `Correct the service_id in ${file}.`,
    );
  }
  const other = ownerInStack(ownersOf(live), identity);
  if (other !== undefined) {
    throw deployedAs(deployment, `${id} ("${live.name}")`, identity, other);
  }
  return live;
}

/** @param other the component of the stack that has the service, by another name or below another parent. */
function deployedAs({ name, project }: Plan, service: string, { self }: Identity, other: Owner): ComputeError {
  const former = nameOfOwner(other);
  return new ComputeError(
    `ComputeService "${name}" cannot adopt ${service} of ${project.serviceIdFileShown}: this stack deploys it already, as "${former}"${former === nameOfOwner(self) ? " below another parent" : ""}, and would delete it there`,
    `Add ${aliasOption(other, self)} to the resource options of "${name}" when it is the same component.\n` +
      "When both are to stay, each needs a service of its own: give this one another directory or [environment].",
  );
}
