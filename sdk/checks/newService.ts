import { componentOf, holdersOf, placesOf } from "../adopt/holders";
import { describeStack, nameOfOwner, type Owner } from "../fastly/owner";
import type { ServiceDetails } from "../fastly/service";
import type { Live } from "../live/liveService";
import { wasDeployedHere } from "../live/notedService";
import { saysSomethingAboutDeployment } from "../manifest";
import { ExistingService } from "../plan/args";
import type { Plan } from "../plan/deployment";
import { aliasOption, type Identity, isOwn, ownerInStack, ownersOf } from "../plan/identity";
import type { StackState } from "../pulumi/stackState";
import { nameOfUrn, SERVICE_TYPE } from "../pulumi/urn";
import type { Check } from "./check";
import { newServiceError } from "./newServiceErrors";

/** The engine is about to make the component, or the service of a component that has none in the stack. */
export interface NewService extends Pick<Plan, "name" | "args" | "project" | "hasComponent"> {
  isPreview: boolean;
  /** Whether the stack lacks the component too. The run cannot be replacing its service then. */
  isNew: boolean;
  /** The present and former identity of the component. */
  identity: Identity;
  /** The stack's state. Undefined when it is not known. */
  state: StackState | undefined;
  /** Whether the program itself declares the resource. */
  isInProgram(urn: string): boolean;
  live: Live;
  /** The other component of the program, in words, whose new service gets the same name in the same account. */
  sameName(): Promise<string | undefined>;
}

/** What Fastly says of the service that this stack's manifest names. Undefined where that service does not count. */
async function named({ args, project, live }: NewService) {
  const { serviceId: id } = project.manifest;
  if (id === undefined || args.existingService === ExistingService.Ignore) {
    return undefined;
  }
  const found = await live.named(id);
  return found && { id, file: project.serviceIdFileShown, found };
}

export const SERVICE_DELETED: Check<NewService> = {
  name: "service-deleted",
  when: "The manifest names a deleted service of this stack",
  outcome: "The run says so, and makes a new service",
  how: "Nothing to do",
  async find(situation) {
    const { id, file, found } = (await named(situation)) ?? {};
    const { project, identity } = situation;
    return found?.state === "gone" && found.deleted && wasDeployedHere(id ?? "", found, project, identity)
      ? {
          severity: "info",
          message: `The service ${id} of ${file} no longer exists at Fastly. This run makes a new one.`,
        }
      : undefined;
  },
};

export const DELETED_SERVICE_OF_ANOTHER: Check<NewService> = {
  name: "deleted-service-of-another",
  when: "The manifest names a deleted service of another stack or component",
  outcome: "No service is made",
  how: 'Remove the `service_id` from the manifest; or set `existingService: "ignore"`',
  async find(situation) {
    const { id = "", file = "", found } = (await named(situation)) ?? {};
    const { name, project, identity } = situation;
    return found?.state !== "gone" || !found.deleted || wasDeployedHere(id, found, project, identity)
      ? undefined
      : newServiceError("deleted-service-of-another", { component: name, file, id, ways: ANOTHER_ONE(id, file) });
  },
};

/** What the user can do to get a new service when the manifest names a service that does not exist. */
const ANOTHER_ONE = (id: string, file: string) => [
  `remove service_id = "${id}" from ${file} to make a new service, whose id is then written there`,
  `{ existingService: "ignore" } to make a new service and leave ${file} as it is`,
];

export const SERVICE_NOT_SHOWN: Check<NewService> = {
  name: "service-not-shown",
  when: "The manifest names a service that the API token cannot see",
  outcome: "No service is made",
  how: 'Use the token of its account; remove the `service_id`; or set `existingService: "ignore"`',
  async find(situation) {
    const { id = "", file = "", found } = (await named(situation)) ?? {};
    if (found?.state !== "gone" || found.deleted) {
      return undefined;
    }
    const ways = [`use the API token of the account that has ${id}`, ...ANOTHER_ONE(id, file)];
    return newServiceError("service-not-shown", { component: situation.name, file, id, ways });
  },
};

export const SERVICE_NOT_LOOKED_UP: Check<NewService> = {
  name: "service-not-looked-up",
  when: "The manifest names a service, but Fastly does not answer whether it exists",
  outcome: "No service is made, because the other one may exist",
  how: "Do what the error says, for example use another API token; then run the same command",
  async find(situation) {
    const { id, file, found } = (await named(situation)) ?? {};
    // An unknown service is taken for an existing one, to be safe.
    return found?.state === "unknown"
      ? newServiceError("service-not-looked-up", {
          component: situation.name,
          file: file ?? "",
          id,
          problem: found.error.problem,
          remedy: found.error.remedy,
        })
      : undefined;
  },
};

export const SERVICE_EXISTS: Check<NewService> = {
  name: "service-exists",
  when: "The manifest names an existing service that the stack does not have",
  outcome: "No service is made beside it",
  how: 'Set `existingService: "adopt"` to take it over, or `"ignore"` to make another; or set `aliases` after a rename',
  async find(situation) {
    const { name, isNew } = situation;
    const { id, file, found } = (await named(situation)) ?? {};
    if (found?.state !== "exists") {
      return undefined;
    }
    const owners = ownersOf(found.service);
    if (!isNew && mayBeReplaced(found.service, situation)) {
      return {
        severity: "info",
        message: `The service ${id} of ${file} belongs to this component. If this run does not replace it, the update will refuse to create another one.`,
      };
    }
    const holder = holderOf(situation);
    const { known, ways } = holder === undefined ? waysOn(owners, situation) : waysBeside(holder, situation);
    return newServiceError("service-exists", {
      component: name,
      file: file ?? "",
      id,
      called: found.service.name,
      known,
      ways,
    });
  },
};

/**
 * Users of the Fastly CLI have the id in `fastly.toml`, and environments do not use that id. So a second service would
 * go live beside the existing one, and nobody asked for it. But an environment's file with something about deployment
 * means a separate service, unless the environment adopts one.
 */
export const SERVICE_OF_BASE: Check<NewService> = {
  name: "service-of-base-manifest",
  when: "An `environment` has no `service_id`, but `fastly.toml` names a service that no other component deploys",
  outcome: "No second service is made",
  how: 'Set `existingService: "adopt"` and the `service_id` in the environment\'s file; or set `existingService: "ignore"`',
  async find({ name, args, project, hasComponent, identity, live }) {
    const { base, environment, environmentManifest, serviceIdFileShown: file } = project;
    const adopts = args.existingService === ExistingService.Adopt;
    const hasOwnFile = environmentManifest !== undefined && saysSomethingAboutDeployment(environmentManifest);
    const isOfConcern =
      args.existingService !== ExistingService.Ignore &&
      project.manifest.serviceId === undefined &&
      environment !== undefined &&
      (!hasOwnFile || adopts);
    const found = isOfConcern && base.serviceId !== undefined ? await live.named(base.serviceId) : undefined;
    if (found === undefined || (found.state === "gone" && found.deleted)) {
      return undefined;
    }
    const owners = found.state === "exists" ? ownersOf(found.service) : [];
    const former = ownerInStack(owners, identity);
    // When another stack or component deploys that service, the environment means another one.
    const isOthers =
      former === undefined
        ? owners.length > 0 && !owners.some((owner) => isOwn(owner, identity))
        : hasComponent(nameOfOwner(former));
    if (!adopts && isOthers) {
      return undefined;
    }
    const called = found.state === "exists" ? ` ("${found.service.name}")` : "";
    const line = `service_id = "${base.serviceId}" at the top of ${file}`;
    return newServiceError("service-of-base-manifest", {
      component: name,
      environment,
      base: base.file,
      id: base.serviceId ?? "",
      called,
      file: adopts ? file : undefined,
      ways: [
        adopts
          ? `put ${line} to adopt the service of ${base.file}${called}`
          : `{ existingService: "adopt" } and ${line}, to take over this service for the environment`,
        '{ existingService: "ignore" } to make a new service for this environment',
        ...(former === undefined ? [] : [`${aliasOption(former, identity.self)} ${WHEN_MOVED}`]),
      ],
    });
  },
};

const WHEN_MOVED = "in the resource options, if the component was renamed or moved";

const ANOTHER = '{ existingService: "ignore" } to make another service:';

/** The resource in the stack that has the service and belongs to no component: written by hand, or imported. */
function holderOf({ name, identity, project, state }: NewService): string | undefined {
  const { serviceId: id } = project.manifest;
  const places = placesOf(identity, name, SERVICE_TYPE, name);
  const holders = state === undefined || id === undefined ? [] : holdersOf(state, SERVICE_TYPE, id, places);
  return holders.find((urn) => componentOf(urn) === undefined);
}

function waysBeside(holder: string, { isInProgram }: NewService): { known: string; ways: string[] } {
  const resource = `fastly.ServiceCompute "${nameOfUrn(holder)}"`;
  const isThere = isInProgram(holder);
  return {
    known: `, which this stack has as the ${resource}`,
    ways: [
      `{ existingService: "adopt" }${isThere ? `, and remove ${resource} from the program` : ""}: the component takes its place, and nothing is deleted`,
      isThere
        ? '{ existingService: "ignore" } to make a second service beside it'
        : `${ANOTHER} that run then deletes the existing one, because the program no longer has ${resource}`,
    ],
  };
}

/** The user asked for another service. The loss of this one has a separate reason that the user may not see. */
export const SERVICE_GOES: Check<NewService> = {
  name: "service-goes",
  when: '`existingService: "ignore"`, and the program no longer has the component or resource of the named service',
  outcome: "The run warns that the engine deletes the service",
  how: "Set `aliases` if the component was renamed; otherwise do nothing",
  find({ args, identity, name, project, state, isInProgram }) {
    const { serviceId: id } = project.manifest;
    if (args.existingService !== ExistingService.Ignore || id === undefined || state === undefined) {
      return undefined;
    }
    const holders = holdersOf(state, SERVICE_TYPE, id, placesOf(identity, name, SERVICE_TYPE, name));
    const [gone] = holders.map((urn) => componentOf(urn) ?? urn).filter((urn) => !isInProgram(urn));
    return gone === undefined
      ? undefined
      : {
          severity: "warning",
          message:
            `This run deletes the service ${id} of ${project.serviceIdFileShown}: the stack has it as ${gone}, and the program no longer does.\n` +
            `If "${name}" is its new name, add the old one to the resource options: { aliases: [${JSON.stringify(gone)}] }`,
        };
  },
};

/** What is known about the deployer of the service, and what the user can do, the likeliest first. */
function waysOn(owners: Owner[], { identity, project, hasComponent }: NewService): { known: string; ways: string[] } {
  const { stack } = identity.self;
  const environment =
    project.environment === stack
      ? []
      : [
          `{ environment: pulumi.getStack() } if it belongs to another stack: this stack then keeps its own id in fastly.${stack}.toml`,
        ];
  const adopt = '{ existingService: "adopt" } to adopt the service into this stack';
  const ignore = '{ existingService: "ignore" } to make a second service beside it';
  const former = ownerInStack(owners, identity);
  if (former !== undefined) {
    const name = nameOfOwner(former);
    const alias = `${aliasOption(former, identity.self)} ${WHEN_MOVED}`;
    const other = hasComponent(name)
      ? ignore
      : `${ANOTHER} that run then deletes the existing one, because the program no longer has "${name}"`;
    return { known: `, which this stack deploys as "${name}"`, ways: [alias, other] };
  }
  const [owner] = owners;
  if (owner === undefined) {
    const alias = '{ aliases: [{ name: "<old name>" }] } in the resource options, if the component was renamed';
    return { known: "", ways: [...environment, adopt, ignore, alias] };
  }
  if (isOwn(owner, identity)) {
    return {
      known: ", which this component deployed before, but the stack's state does not have it",
      ways: [adopt, ignore],
    };
  }
  return {
    known: `, which is deployed by ${describeStack(owner, identity.self)}`,
    ways: [...environment, adopt, ignore],
  };
}

/**
 * A preview cannot tell two cases apart: this component's service is replaced (deleted first), or another one is made
 * beside it. A service that was never active may have no comment yet that says whose it is.
 */
export function mayBeReplaced(service: ServiceDetails, { identity, isPreview }: NewService): boolean {
  const owners = ownersOf(service);
  const mayBeOwn = owners.length > 0 ? owners.every((owner) => isOwn(owner, identity)) : !service.wasActive;
  return mayBeOwn && isPreview;
}
