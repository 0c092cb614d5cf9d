import * as pulumi from "@pulumi/pulumi";
import { aliasOption, type Identity, isOwn, ownerInStack, ownersOf } from "./adopt/identity";
import { ExistingService } from "./args";
import type { Deployment } from "./deployment";
import { ComputeError } from "./errors";
import { type Credentials, clientOf } from "./fastly/credentials";
import { findServiceByName, type LiveService, lookUpService, readService } from "./fastly/service";
import { describeStack, nameOfOwner, type Owner } from "./live/owner";
import type { Project } from "./project";

/** Refuses to make a service while the manifest names one: this stack does not have it. */
export async function refuseSecondService(deployment: Deployment): Promise<void> {
  const { name, project, args, credentials, component } = deployment;
  const { serviceId } = project.manifest;
  const file = project.serviceIdFileShown;
  if (serviceId === undefined && args.existingService === ExistingService.Adopt) {
    await refuseNoAdoption(deployment);
  }
  if (serviceId === undefined || args.existingService === ExistingService.Ignore) {
    return;
  }
  const found = await lookUpService(await clientOf(credentials), serviceId);
  if (found.state === "gone") {
    const why = found.deleted
      ? `The service ${serviceId} of ${file} no longer exists at Fastly`
      : `Fastly knows no service ${serviceId}, which ${file} names: it was deleted, or is of another account`;
    await pulumi.log.info(`${why}. A new one is made.`, component);
    return;
  }
  if (found.state === "unknown") {
    // The careful guess is that it exists.
    throw new ComputeError(
      `ComputeService "${name}" would create a service, but ${file} already names one, ${serviceId}, which could not be looked up: ${found.error.problem}`,
      found.error.remedy,
    );
  }
  const existing = found.service;
  const self = await deployment.identity();
  const owners = ownersOf(existing);
  if (!existing.wasActive && mayBeReplaced(owners, false, self)) {
    await pulumi.log.info(
      `The service ${serviceId} of ${file} was never active: when it is not the one that is replaced, the update will refuse to create another one.`,
      component,
    );
    return;
  }
  const { known, ways } = waysOn(owners, self, project);
  throw new ComputeError(
    `ComputeService "${name}" would create a service, but ${file} already names one: ${serviceId} ("${existing.name}"), which exists at Fastly${known}`,
    ["Choose one of:", ...ways].join("\n  "),
  );
}

/** Who comes from the Fastly CLI has the id in `fastly.toml`, which an environment does not go by. */
async function refuseNoAdoption({ name, project, credentials }: Deployment): Promise<void> {
  const { base, environment, serviceIdFileShown: file } = project;
  if (environment === undefined || base.serviceId === undefined) {
    return;
  }
  const found = await lookUpService(await clientOf(credentials), base.serviceId);
  if (found.state !== "gone") {
    const named = found.state === "exists" ? ` ("${found.service.name}")` : "";
    throw new ComputeError(
      `ComputeService "${name}" would create a service and adopt none, as ${file} has no service_id`,
      [
        "Choose one of:",
        `service_id = "${base.serviceId}" at the top of ${file} to adopt the service that ${base.file} names${named}`,
        "no existingService to have a new one for this environment",
      ].join("\n  "),
    );
  }
}

/** What is known about who deploys the service, and what fits that, the likeliest first. */
function waysOn(owners: Owner[], identity: Identity, project: Project): { known: string; ways: string[] } {
  const stack = pulumi.getStack();
  const environment =
    project.environment === stack
      ? []
      : [
          `{ environment: pulumi.getStack() } when it is another stack's: this stack then has fastly.${stack}.toml for its own id`,
        ];
  const adopt = '{ existingService: "adopt" } to take it over into this stack';
  const ignore = '{ existingService: "ignore" } to have a second service besides it';
  const former = ownerInStack(owners, identity);
  if (former !== undefined) {
    const alias = `${aliasOption(former, identity.self)} among the resource options when the component was renamed or moved`;
    return { known: ` and is deployed by this stack, as "${nameOfOwner(former)}"`, ways: [alias, ignore] };
  }
  const [owner] = owners;
  if (owner === undefined) {
    const alias = '{ aliases: [{ name: "<old name>" }] } among the resource options when the component was renamed';
    return { known: "", ways: [...environment, adopt, ignore, alias] };
  }
  if (isOwn(owner, identity)) {
    return { known: " and was deployed by this component, which the stack has lost", ways: [adopt, ignore] };
  }
  return {
    known: ` and is deployed by ${describeStack(owner, identity.self)}`,
    ways: [...environment, adopt, ignore],
  };
}

/** Refuses what Fastly would: no two services can have the same name. Where it gives no answer, it is asked again then. */
export async function refuseTakenName(deployment: Deployment): Promise<void> {
  const { name, project, credentials } = deployment;
  const holder = await nameHolder(project, credentials);
  if (holder === undefined) {
    return;
  }
  const self = await deployment.identity();
  if (mayBeReplaced(ownersOf(holder.service), holder.service.wasActive, self)) {
    return;
  }
  throw new ComputeError(
    `ComputeService "${name}" would create a service named "${project.serviceName}", as another one is already`,
    nameTakenBy(holder, project),
  );
}

/** What to do when Fastly refused a service for its name. */
export async function nameTaken(project: Project, credentials: Credentials): Promise<string> {
  const holder = await nameHolder(project, credentials);
  return holder === undefined ? `No two services can have the same name: ${OTHERWISE}` : nameTakenBy(holder, project);
}

const OTHERWISE = "set [serviceName], or [environment] to have one per stack.";

interface NameHolder {
  id: string;
  service: LiveService;
}

async function nameHolder({ serviceName }: Project, credentials: Credentials): Promise<NameHolder | undefined> {
  try {
    const client = await clientOf(credentials);
    const id = await findServiceByName(client, serviceName);
    const service = id === undefined ? undefined : await readService(client, id);
    return id === undefined || service === undefined ? undefined : { id, service };
  } catch {
    return undefined;
  }
}

/** Who has the name decides: a service that works, or what an interrupted run left before Pulumi noted its id. */
function nameTakenBy({ id, service }: NameHolder, { serviceIdFileShown }: Project): string {
  return service.wasActive
    ? `The name belongs to the service ${id}, which ${service.activeVersion === undefined ? "was active before" : "is active"}. ` +
        `To take it over, put service_id = "${id}" into ${serviceIdFileShown} and pass { existingService: "adopt" }. Otherwise ${OTHERWISE}`
    : `The name belongs to the service ${id}, which has never had an active version. If a run that was interrupted left it behind, delete it and run pulumi up again:\n` +
        `fastly service delete --service-id=${id}\nOtherwise ${OTHERWISE}`;
}

/**
 * A preview cannot tell the replacement of this component's service, which is deleted first, from a creation beside it.
 * A service that was never active may have no comment yet that says whose it is.
 */
function mayBeReplaced(owners: Owner[], wasActive: boolean, identity: Identity): boolean {
  const mayBeOwn = owners.length > 0 ? owners.every((owner) => isOwn(owner, identity)) : !wasActive;
  return mayBeOwn && pulumi.runtime.isDryRun();
}
