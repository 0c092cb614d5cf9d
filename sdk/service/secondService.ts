import * as pulumi from "@pulumi/pulumi";
import { SERVICE_TYPE } from "../adopt/holders";
import { ComputeError } from "../errors";
import { type Credentials, clientOf } from "../fastly/credentials";
import { describeStack, nameOfOwner, type Owner } from "../fastly/owner";
import { findServiceByName, type LiveService, lookUpNamed, readService } from "../fastly/service";
import { saysSomethingAboutDeployment } from "../manifest";
import { ExistingService } from "../plan/args";
import type { Deployment, Plan } from "../plan/deployment";
import { aliasOption, type Identity, isOwn, ownerInStack, ownersOf } from "../plan/identity";
import type { Project } from "../plan/project";
import { resourceHook } from "../pulumi/hooks";
import { isMocked } from "../pulumi/mocks";

/**
 * Refuses to make a service besides one that is there. Only the engine knows what the stack has, and a hook before the
 * creation is where it tells, in preview already: before that of the component, so that nothing of it is made; and before
 * that of the service, for a component that the stack has without a service, such as after a first run that failed.
 *
 * @param deployment undefined while the component has not got that far, when its error is on its way already.
 */
export function creationHook(
  plan: Plan,
  deployment: () => Deployment | undefined,
): pulumi.ResourceHookBinding | undefined {
  if (plan.setup === undefined || isMocked()) {
    return undefined;
  }
  let isChecked = false;
  const hook = resourceHook(
    `${plan.name}-refuse-second-service`,
    async ({ type, urn }) => {
      const begun = deployment();
      const isNew = type !== SERVICE_TYPE;
      // The service of an adoption is imported, unless it was deleted.
      if (begun === undefined || isChecked || (isNew && plan.adopted !== undefined)) {
        return;
      }
      // Nobody but the hook knows the URN of a component that is not made yet.
      const identity = isNew ? await begun.identify(urn) : await begun.identity();
      await refuseSecondService(begun, identity, isNew);
      await refuseTakenName(begun, identity, isNew);
      isChecked = true;
    },
    { onDryRun: true },
  );
  return { beforeCreate: [hook] };
}

/** @param isNew whether the stack does not have the component either, whose service then cannot be replaced. */
async function refuseSecondService(deployment: Deployment, self: Identity, isNew: boolean): Promise<void> {
  const { name, project, args, credentials, component } = deployment;
  const { serviceId } = project.manifest;
  const file = project.serviceIdFileShown;
  if (args.existingService === ExistingService.Ignore) {
    return;
  }
  if (serviceId === undefined) {
    await refuseSecondOfEnvironment(deployment, self);
    return;
  }
  const found = await lookUpNamed(await clientOf(credentials), serviceId);
  if (found === undefined) {
    return;
  }
  if (found.state === "gone" && found.deleted) {
    tell(`The service ${serviceId} of ${file} no longer exists at Fastly. A new one is made.`, component);
    return;
  }
  if (found.state === "gone") {
    throw new ComputeError(
      `ComputeService "${name}" would create a service, but ${file} already names one, ${serviceId}, which Fastly does not show to this API token: it is of another account, or the id is wrong`,
      ["Choose one of:", `the API token of the account that has ${serviceId}`, ...unseenWays(file, serviceId)].join(
        "\n  ",
      ),
    );
  }
  if (found.state === "unknown") {
    // The careful guess is that it exists.
    throw new ComputeError(
      `ComputeService "${name}" would create a service, but ${file} already names one, ${serviceId}, which could not be looked up: ${found.error.problem}`,
      found.error.remedy,
    );
  }
  const existing = found.service;
  const owners = ownersOf(existing);
  if (!isNew && mayBeReplaced(owners, existing.wasActive, self)) {
    tell(
      `The service ${serviceId} of ${file} is this component's own. When it is not the one that is replaced, the update will refuse to create another one.`,
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

/** Not waited for: under a component that is not made yet it is shown afterwards. */
function tell(message: string, component: pulumi.ComponentResource): void {
  void pulumi.log.info(message, component);
}

function unseenWays(file: string, id: string): string[] {
  return [
    `no line service_id = "${id}" in ${file} to have a new one, whose id is then written there`,
    '{ existingService: "ignore" } to have a new one and leave the line alone',
  ];
}

/**
 * Who comes from the Fastly CLI has the id in `fastly.toml`, which an environment does not go by: a second service, which
 * nobody asked for, would go live beside the one that is there. An environment with a file that says something about its
 * deployment is meant to have a service of its own, unless it is to adopt one.
 */
async function refuseSecondOfEnvironment(
  { name, args, project, credentials, hasComponent }: Deployment,
  identity: Identity,
): Promise<void> {
  const { base, environment, environmentManifest, serviceIdFileShown: file } = project;
  const adopts = args.existingService === ExistingService.Adopt;
  const hasOwnFile = environmentManifest !== undefined && saysSomethingAboutDeployment(environmentManifest);
  if (environment === undefined || base.serviceId === undefined || (hasOwnFile && !adopts)) {
    return;
  }
  const found = await lookUpNamed(await clientOf(credentials), base.serviceId);
  if (found === undefined || (found.state === "gone" && found.deleted)) {
    return;
  }
  const owners = found.state === "exists" ? ownersOf(found.service) : [];
  const former = ownerInStack(owners, identity);
  // That of another stack or component is meant to be another one.
  const isOthers =
    former === undefined
      ? owners.length > 0 && !owners.some((owner) => isOwn(owner, identity))
      : hasComponent(nameOfOwner(former));
  if (!adopts && isOthers) {
    return;
  }
  const named = found.state === "exists" ? ` ("${found.service.name}")` : "";
  const line = `service_id = "${base.serviceId}" at the top of ${file}`;
  throw new ComputeError(
    adopts
      ? `ComputeService "${name}" would create a service and adopt none, as ${file} has no service_id`
      : `ComputeService "${name}" would create a service for the environment "${environment}", besides the one that ${base.file} names: ${base.serviceId}${named}`,
    [
      "Choose one of:",
      adopts
        ? `${line} to adopt the service that ${base.file} names${named}`
        : `{ existingService: "adopt" }, and ${line}, to take that one over for this environment`,
      '{ existingService: "ignore" } to have a new service for this environment',
      ...(former === undefined
        ? []
        : [`${aliasOption(former, identity.self)} among the resource options when the component was renamed or moved`]),
    ].join("\n  "),
  );
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
    return {
      known: " and was deployed by this component, but the state of this stack does not have it",
      ways: [adopt, ignore],
    };
  }
  return {
    known: ` and is deployed by ${describeStack(owner, identity.self)}`,
    ways: [...environment, adopt, ignore],
  };
}

/** Refuses what Fastly would: no two services can have the same name. Where it gives no answer, it is asked again then. */
async function refuseTakenName(deployment: Deployment, self: Identity, isNew: boolean): Promise<void> {
  const { name, project, credentials } = deployment;
  const holder = await nameHolder(project, credentials);
  if (holder === undefined) {
    return;
  }
  if (!isNew && mayBeReplaced(ownersOf(holder.service), holder.service.wasActive, self)) {
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
  return holder === undefined
    ? `No two services can have the same name: ${otherwise(project)}`
    : nameTakenBy(holder, project);
}

function otherwise({ environment }: Project): string {
  return environment === undefined
    ? "set [serviceName], or [environment] to have one per stack."
    : "set [serviceName].";
}

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
function nameTakenBy({ id, service }: NameHolder, project: Project): string {
  return service.wasActive
    ? `The name belongs to the service ${id}, which ${service.activeVersion === undefined ? "was active before" : "is active"}. ` +
        `To take it over, put service_id = "${id}" into ${project.serviceIdFileShown} and pass { existingService: "adopt" }. Otherwise ${otherwise(project)}`
    : `The name belongs to the service ${id}, which has never had an active version. If a run that was interrupted left it behind, delete it and run pulumi up again:\n` +
        `fastly service delete --service-id=${id}\nOtherwise ${otherwise(project)}`;
}

/**
 * A preview cannot tell the replacement of this component's service, which is deleted first, from a creation beside it.
 * A service that was never active may have no comment yet that says whose it is.
 */
function mayBeReplaced(owners: Owner[], wasActive: boolean, identity: Identity): boolean {
  const mayBeOwn = owners.length > 0 ? owners.every((owner) => isOwn(owner, identity)) : !wasActive;
  return mayBeOwn && pulumi.runtime.isDryRun();
}
