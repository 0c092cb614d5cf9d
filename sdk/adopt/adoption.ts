import * as pulumi from "@pulumi/pulumi";
import { type ComputeServiceArgs, ExistingService } from "../args";
import { ComputeError } from "../errors";
import type { FastlyClient } from "../fastly/client";
import { type Credentials, clientOf } from "../fastly/credentials";
import {
  findServiceByName,
  findStoreByName,
  type LiveService,
  type LiveVersion,
  listServices,
  readService,
  readVersion,
} from "../fastly/service";
import { isMocked } from "../mocks";
import { nameOfOwner } from "../owner";
import type { Project } from "../project";
import type { ResolvedSetup } from "../setup";
import { STORE_API } from "../setup/stores";
import { refuseWriteOnly } from "./dictionaries";
import { linkRemedy } from "./guard";
import { aliasOption, type Identity, mayBeOwn, ownerInStack, ownersOf } from "./identity";
import { linkLines, storeKind } from "./undeclared";

/** The id of the service that is to be taken over, in preview and up: the one in the manifest. */
export function adoptedId(project: Project, args: ComputeServiceArgs): string | undefined {
  return args.existingService === ExistingService.Adopt ? project.manifest.serviceId : undefined;
}

/**
 * Refuses an adoption that would cost a service. The engine would import the new one in place of the one that the stack
 * holds, and then delete that. Only the component's own state tells, before anything of that happens: hence hooks on the
 * component, which has the adopted id among its inputs so that they run when it changes.
 *
 * @param identity of the component with this URN.
 * @param credentials undefined while the component has not got that far, when its error is on its way already.
 */
export function adoptionHooks(
  name: string,
  id: string | undefined,
  project: Project,
  setup: ResolvedSetup | undefined,
  identity: (urn: string) => Promise<Identity>,
  credentials: () => Credentials | undefined,
): pulumi.ResourceHookBinding | undefined {
  if (id === undefined || setup === undefined || isMocked()) {
    return undefined;
  }
  const check = new pulumi.ResourceHook(
    `${name}-check-adoption`,
    async ({ urn, oldInputs, oldOutputs }) => {
      const access = credentials();
      if (access !== undefined) {
        const client = await clientOf(access);
        // Its own, written into the manifest by an earlier up.
        if (oldOutputs?.serviceId !== id) {
          const own = await identity(urn);
          const held = await heldService(id, project, own, client, oldInputs, oldOutputs);
          const live = await checkAdoption(name, id, project, own, held, client);
          if (live.version !== undefined) {
            const content = await readVersion(client, id, live.version);
            refuseWriteOnly(name, id, content.dictionaries);
            await checkStores(name, id, content, setup, client, oldInputs !== undefined);
          }
        }
      }
    },
    { onDryRun: true },
  );
  return { beforeCreate: [check], beforeUpdate: [check] };
}

/** The id of the service that the stack has in place of the one to be taken over. */
async function heldService(
  id: string,
  project: Project,
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
    (service) => service.id !== id && ownersOf(service).some((owner) => mayBeOwn(owner, identity)),
  );
  // One of a run that failed before it came to a version has no comment yet.
  return deployed?.id ?? (await findServiceByName(client, project.serviceName));
}

/** The service that is to be taken over, when it can be. */
async function checkAdoption(
  component: string,
  id: string,
  project: Project,
  identity: Identity,
  held: unknown,
  client: FastlyClient,
): Promise<LiveService> {
  const { file } = project.manifest;
  if (typeof held === "string" && held !== id) {
    throw new ComputeError(
      `ComputeService "${component}" cannot adopt ${id} of ${file}: the stack has another service in its place, ${held}, which would be deleted`,
      `Remove existingService: "adopt" to go on with ${held}; ${id} can be adopted in another stack, or by a ComputeService of another name.`,
    );
  }
  const live = await readService(client, id);
  if (live === undefined) {
    throw new ComputeError(
      `ComputeService "${component}" cannot adopt ${id} of ${file}: Fastly has no such service (any more), or the token may not see it`,
      `Remove the line service_id from ${file} to have a new service.`,
    );
  }
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

/**
 * Before any store is made: a new one under a link that is there would be out of the program's reach.
 *
 * @param isKnown whether the stack has the component, from a run that was interrupted before it noted the service: the
 * stores of that run are this component's own.
 */
async function checkStores(
  component: string,
  id: string,
  { links }: LiveVersion,
  setup: ResolvedSetup,
  client: FastlyClient,
  isKnown: boolean,
): Promise<void> {
  const anew = [...setup.configStores, ...setup.kvStores, ...setup.secretStores].filter(({ facts }) => !facts.existing);
  const isOwn = async ({ resource_id, resource_type }: (typeof links)[number], store: string | undefined) => {
    const kind = storeKind(resource_type);
    return (
      isKnown &&
      kind !== undefined &&
      store !== undefined &&
      (await findStoreByName(client, STORE_API[kind], store)) === resource_id
    );
  };
  const taken: typeof links = [];
  for (const link of links) {
    const store = anew.find(({ facts }) => facts.name === link.name);
    if (store !== undefined && !(await isOwn(link, store.facts.store))) {
      taken.push(link);
    }
  }
  if (taken.length > 0) {
    const inTheWay = linkLines(
      taken.map(({ name, resource_id }) => ({ name, resourceId: resource_id })),
      (link) => taken.find(({ name }) => name === link)?.resource_type,
    );
    throw new ComputeError(
      `ComputeService "${component}": the service ${id} has stores under names for which new stores would be made, without their data`,
      linkRemedy(inTheWay),
    );
  }
}

/** The ids of the dictionaries that the service has already, by name. */
export async function liveDictionaries(id: string, credentials: Credentials): Promise<Record<string, string>> {
  const client = await clientOf(credentials);
  const version = (await readService(client, id))?.version;
  const dictionaries = version === undefined ? [] : (await readVersion(client, id, version)).dictionaries;
  return Object.fromEntries(dictionaries.map((dictionary) => [dictionary.name, dictionary.id]));
}
