import * as pulumi from "@pulumi/pulumi";
import { forget } from "../commands";
import type { Deployment, Plan } from "../deployment";
import { ComputeError } from "../errors";
import type { FastlyClient } from "../fastly/client";
import { clientOf } from "../fastly/credentials";
import {
  findServiceByName,
  type LiveService,
  type Lookup,
  listServices,
  lookUpService,
  readService,
} from "../fastly/service";
import { readVersion } from "../fastly/version";
import { resourceHook, resourceTransform } from "../hooks";
import { describeStack, nameOfOwner } from "../live/owner";
import { isMocked } from "../mocks";
import { evenProtected } from "../protection";
import { refuseBeforeWriting } from "./beforeWriting";
import { refuseWriteOnly } from "./dictionaries";
import { giveUp } from "./giveUp";
import { aliasOption, type Identity, isDeployedBy, mayBeOwn, ownerInStack, ownersOf, urnOfOwner } from "./identity";
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
  const found = oldOutputs?.serviceId === id ? undefined : await lookUpService(client, id);
  if (found === undefined || (found.state === "gone" && found.deleted)) {
    return;
  }
  const own = await deployment.identify(urn);
  const held = await heldService(deployment, own, client, oldInputs, oldOutputs);
  await refuseInPlaceOf(deployment, id, own, held, { urn, begun: oldInputs?.adopts }, client);
  const live = checkAdoption(deployment, id, own, found);
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
 * What is decided for the service resource by a look at Fastly: a transform is what can ask before the engine goes on.
 *
 * A service that was deleted is not imported. One that this component has not deployed yet is kept whatever becomes of
 * the resource: an adoption that is refused leaves the import in the state, and who then gives it up, or renames the
 * component, must not lose the live service.
 */
export function importTransforms({
  adopted: id,
  credentials,
  component,
  identity,
}: Deployment): pulumi.ResourceTransform[] {
  if (id === undefined || isMocked()) {
    return [];
  }
  return [
    resourceTransform(async ({ props, opts }) => {
      const found = await lookUpService(await clientOf(credentials), id);
      // The engine takes these options in place of all that were given.
      const given: pulumi.CustomResourceOptions = opts;
      if (found.state === "gone") {
        return found.deleted ? { props, opts: { ...given, import: "" } } : undefined;
      }
      const self = await identity();
      if (found.state === "exists" && isDeployedBy(found.service, self)) {
        return undefined;
      }
      if (found.state === "exists") {
        await tellOtherStack(id, found.service, self, component);
      }
      return { props, opts: { ...given, retainOnDelete: true } };
    }),
  ];
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

/** The id of the service that the stack has in place of the one to be taken over. */
async function heldService(
  { adopted, project }: Plan,
  identity: Identity,
  client: FastlyClient,
  oldInputs: Record<string, unknown> | undefined,
  oldOutputs: Record<string, unknown> | undefined,
): Promise<unknown> {
  if (oldInputs === undefined) {
    return undefined;
  }
  const known = oldOutputs?.serviceId ?? oldInputs.adopts;
  if (known !== undefined) {
    return known;
  }
  // The engine forgets the component's outputs when a run fails, but not its service.
  const deployed = (await listServices(client)).find(
    (service) => service.id !== adopted && ownersOf(service).some((owner) => mayBeOwn(owner, identity)),
  );
  // One of a run that failed before it came to a version has no comment yet.
  return deployed?.id ?? (await findServiceByName(client, project.serviceName));
}

/** @param component its URN, and the service that it was adopting when it was registered last. */
async function refuseInPlaceOf(
  { name, project }: Plan,
  id: string,
  identity: Identity,
  held: unknown,
  component: { urn: string; begun: unknown },
  client: FastlyClient,
): Promise<void> {
  if (typeof held !== "string" || held === id) {
    return;
  }
  const file = project.serviceIdFileShown;
  const other = held === component.begun ? await readService(client, held) : undefined;
  if (other !== undefined && !isDeployedBy(other, identity)) {
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
function checkAdoption({ name: component, project }: Plan, id: string, identity: Identity, found: Lookup): LiveService {
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
    const { self } = identity;
    const former = nameOfOwner(other);
    throw new ComputeError(
      `ComputeService "${component}" cannot adopt ${id} ("${live.name}") of ${file}: this stack deploys it already, as "${former}"${former === nameOfOwner(self) ? " below another parent" : ""}, and would delete it there`,
      `Add ${aliasOption(other, self)} to the resource options of "${component}" when it is the same component.\n` +
        "When both are to stay, each needs a service of its own: give this one another directory or [environment].",
    );
  }
  return live;
}
