import { ComputeError } from "../errors";
import type { Explanation } from "../errors/explanation";
import { nameOfOwner } from "../fastly/owner";
import type { ServiceDetails } from "../fastly/service";
import type { Live } from "../live/liveService";
import { aliasOption, ownerInStack, ownersOf } from "../plan/identity";
import type { Project } from "../plan/project";
import type { Check } from "./check";
import { mayBeReplaced, type NewService } from "./newService";
import { newServiceError } from "./newServiceErrors";

/**
 * Refuses before Fastly does: no two services can have the same name. Without an answer now, Fastly decides when the
 * service is made.
 */
export const SERVICE_NAME_TAKEN: Check<NewService> = {
  name: "service-name-taken",
  when: "Another service already has the name",
  outcome: "No service is made",
  how: "Set `serviceName`, or an `environment` for each stack; or adopt the other service",
  async find(situation) {
    const { name, project, isNew, identity, hasComponent, live } = situation;
    const holder = await nameHolder(project, live);
    if (holder === undefined || (!isNew && mayBeReplaced(holder.service, situation))) {
      return undefined;
    }
    const former = ownerInStack(ownersOf(holder.service), identity);
    if (former === undefined) {
      return new ComputeError(explainNameTaken(name, project, holder));
    }
    // The error does not advise adoption: the stack already has the service under another component, and would delete
    // it there.
    const [known, alias] = [nameOfOwner(former), aliasOption(former, identity.self)];
    return newServiceError("service-name-taken", {
      ...nameTakenFacts(name, project, holder),
      stack: { component: known, ...(!hasComponent(known) && { alias }) },
    });
  },
};

/** For new services only: an existing service keeps its name. */
export const SERVICE_NAME_TWICE: Check<NewService> = {
  name: "service-name-twice",
  when: "Two new services of the program would have the same name in one account",
  outcome: "Neither is made",
  how: "Give one of the two another `serviceName`",
  async find({ name, project, sameName }) {
    const other = await sameName();
    return other === undefined
      ? undefined
      : newServiceError("service-name-twice", { component: name, name: project.serviceName, other });
  },
};

/** The error when Fastly has refused a service because of its name. */
export async function nameTaken(name: string, project: Project, live: Live): Promise<Explanation> {
  return explainNameTaken(name, project, await nameHolder(project, live));
}

function explainNameTaken(component: string, project: Project, holder: NameHolder | undefined): Explanation {
  return newServiceError.explain("service-name-taken", nameTakenFacts(component, project, holder));
}

/**
 * The advice depends on what has the name: a working service, or a service that an interrupted run left before Pulumi
 * noted its id.
 */
function nameTakenFacts(component: string, project: Project, holder: NameHolder | undefined) {
  const { wasActive, activeVersion } = holder?.service ?? {};
  return {
    component,
    name: project.serviceName,
    otherwise: otherwise(project),
    file: project.serviceIdFileShown,
    holder: holder?.id,
    state: wasActive ? (activeVersion === undefined ? "was active before" : "is active") : undefined,
  };
}

function otherwise({ environment }: Project): string {
  return environment === undefined
    ? "set [serviceName], or [environment] to have one service per stack."
    : "set [serviceName].";
}

interface NameHolder {
  id: string;
  service: ServiceDetails;
}

async function nameHolder({ serviceName }: Project, live: Live): Promise<NameHolder | undefined> {
  try {
    const id = await live.idOfName(serviceName);
    const service = id === undefined ? undefined : await live.service(id).details();
    return id === undefined || service === undefined ? undefined : { id, service };
  } catch {
    return undefined;
  }
}
