import type * as fastly from "@pulumi/fastly";
import * as pulumi from "@pulumi/pulumi";
import { CHECKS } from "../checks/table";
import type { Deployed, Wanted } from "../checks/verify";
import { evenProtected } from "../errors/protection";
import type { FastlyClient } from "../fastly/client";
import { clientOf } from "../fastly/credentials";
import { commentVersion } from "../fastly/version";
import { COMPARED } from "../live/compared";
import { readyComment } from "../live/draft";
import { liveAt } from "../live/liveService";
import { activationByProvider } from "../plan/activation";
import type { Deployment } from "../plan/deployment";
import { failUnder } from "../pulumi/failure";
import { isDeploying } from "../pulumi/operation";
import { unwrapped } from "../pulumi/plain";
import { urnOf } from "../pulumi/urn";
import { preparedComment } from "../release/preparing";
import { resolvedOf } from "../setup/resolved";
import { make } from "./make";

/** The service resource, and the comment that the version of this deployment has at Fastly. */
export interface DeclaredService {
  service: fastly.ServiceCompute;
  comment: pulumi.Output<string>;
}

/** What is known of the service when the engine has ended with it. */
interface Outcome extends Wanted {
  /** The comment that the state has, as the provider gave it. */
  stateComment: string | undefined;
  package: { sourceCodeHash?: string } | undefined;
}

/**
 * The service's id, once it is certain that what was asked for is live: on every `up`, also an unchanged one, the outputs
 * and the live version are compared with what was declared, by seven reads.
 *
 * By `apply` and not by an after-hook: a hook does not run when the engine sees nothing to do, which is when it matters.
 */
export function verifyDeployment(
  deployment: Deployment,
  { service, comment: versionComment }: DeclaredService,
  packageHash: pulumi.Output<string>,
): pulumi.Output<string> {
  const { kept, adopted, component, setup } = deployment;
  if (!isDeploying()) {
    return service.id;
  }
  const outcome = pulumi.unsecret(
    pulumi.output({
      id: service.id,
      urn: service.urn,
      isAdopted: service.id.apply((id) => id === adopted),
      component: urnOf(component),
      activeVersion: service.activeVersion,
      clonedVersion: service.clonedVersion,
      versionComment,
      stateComment: service.versionComment,
      name: kept.includes("name") ? undefined : service.name,
      comment: kept.includes("comment") ? undefined : service.comment.apply((comment) => comment ?? ""),
      packageHash,
      package: service.package,
      blocks: Object.fromEntries(
        COMPARED.map(({ name, property }) => [
          name,
          (service[property as keyof typeof service] as pulumi.Output<unknown[] | undefined>).apply(
            (blocks) => unwrapped(blocks) ?? [],
          ),
        ]),
      ),
      hidden: Object.fromEntries(
        COMPARED.map(({ name, compared }) => [name, compared.hidden(resolvedOf(setup, name))]),
      ),
      links: service.resourceLinks.apply((blocks) => blocks ?? []),
    }),
  ) as unknown as pulumi.Output<Outcome>;
  return outcome.apply(async (wanted) => {
    const isCompared = activationByProvider(deployment).activate;
    const comments: [unknown, unknown][] = isCompared ? [[wanted.stateComment, wanted.versionComment]] : [];
    if (isLeftAlone(deployment, [wanted.package?.sourceCodeHash, wanted.packageHash], ...comments)) {
      await pulumi.log.info(
        `The service ${wanted.id} was left as it is, and is not what the program says: the engine was told to leave it out of this run.`,
        component,
      );
      return wanted.id;
    }
    try {
      await verify(deployment, wanted);
    } catch (error) {
      return failUnder(component, evenProtected(component, error));
    }
    return wanted.id;
  });
}

/**
 * Whether the engine leaves the service as it is although the program declares another one: it was told to, as by
 * `destroy --run-program`. A run that deploys would have updated it.
 *
 * @param pairs what the state has, and what is declared.
 */
function isLeftAlone({ learned }: Deployment, ...pairs: [state: unknown, declared: unknown][]): boolean {
  return !learned.isServiceChanged && pairs.some(([state, declared]) => state !== declared);
}

/**
 * A draft that is found complete is marked so: this runs only after an update that went well, or when the state, which is
 * refused after a failed one, is right.
 */
async function verify(deployment: Deployment, wanted: Wanted): Promise<void> {
  const { release, learned, credentials } = deployment;
  const activation = activationByProvider(deployment);
  const client = await clientOf(credentials);
  const deployed: Deployed = {
    wanted,
    stage: activation.stage,
    isPreparedNow: release && learned.isServiceChanged,
    live: liveAt(async () => client).service(wanted.id),
  };
  if (activation.activate) {
    await make(CHECKS.afterActivation, deployed, deployment);
  } else {
    await verifyPrepared(deployment, client, deployed);
  }
  learned.commentOf = (await deployed.live.details())?.commentOf;
}

async function verifyPrepared(deployment: Deployment, client: FastlyClient, deployed: Deployed): Promise<void> {
  const { release } = deployment;
  const { wanted } = deployed;
  await make(CHECKS.afterPreparation, deployed, deployment);
  const [service, draft] = [await deployed.live.details(), await deployed.live.content(wanted.clonedVersion)];
  const ready =
    release === undefined
      ? readyComment(wanted.versionComment, service?.activeComment)
      : preparedComment(wanted.clonedVersion, draft?.comment, wanted.versionComment);
  if (draft?.comment !== ready) {
    await commentVersion(client, wanted.id, wanted.clonedVersion, ready);
  }
  await make(CHECKS.afterStaging, deployed, deployment);
}
