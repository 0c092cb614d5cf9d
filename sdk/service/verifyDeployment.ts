import type * as fastly from "@pulumi/fastly";
import * as pulumi from "@pulumi/pulumi";
import { CHECKS } from "../checks/table";
import type { Deployed, Wanted } from "../checks/verify";
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
import { withProtectionRemedy } from "../pulumi/protection";
import { urnOf } from "../pulumi/urn";
import { preparedComment } from "../release/preparing";
import { resolvedOf } from "../setup/resolved";
import { runChecks } from "./runChecks";

/** The service resource, and the comment of this deployment's version at Fastly. */
export interface DeclaredService {
  service: fastly.ServiceCompute;
  comment: pulumi.Output<string>;
}

/** The declared name and comment of the service. Undefined where those at Fastly stay. */
export function textsOf(service: fastly.ServiceCompute, { kept }: Pick<Deployment, "kept">) {
  return {
    name: kept.includes("name") ? undefined : service.name,
    comment: kept.includes("comment") ? undefined : service.comment.apply((comment) => comment ?? ""),
  };
}

/** The service when the engine has finished with it. */
interface Outcome extends Wanted {
  /** The comment in the state, as the provider gave it. */
  stateComment: string | undefined;
  package: { sourceCodeHash?: string } | undefined;
}

/**
 * The service's id, once it is certain that the declared service is live. Every `up`, also an unchanged one, compares
 * the outputs and the live version with what was declared. That takes seven reads.
 *
 * `apply` does this and not an after-hook: a hook does not run when the engine sees nothing to do, and just then the
 * check matters.
 */
export function verifyDeployment(
  deployment: Deployment,
  { service, comment: versionComment }: DeclaredService,
  packageHash: pulumi.Output<string>,
): pulumi.Output<string> {
  const { adopted, component, setup } = deployment;
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
      ...textsOf(service, deployment),
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
        `The service ${wanted.id} was left as it is, although the program differs: this run leaves it out (by --target or --exclude).`,
        component,
      );
      return wanted.id;
    }
    try {
      await verify(deployment, wanted);
    } catch (error) {
      return failUnder(component, withProtectionRemedy(component, error));
    }
    return wanted.id;
  });
}

/**
 * Whether the engine leaves the service unchanged although the program declares another one. That is so in
 * `destroy --run-program`, for example. A run that deploys would have updated the service.
 *
 * @param pairs the state's value and the declared one.
 */
function isLeftAlone({ learned }: Deployment, ...pairs: [state: unknown, declared: unknown][]): boolean {
  return !learned.isServiceChanged && pairs.some(([state, declared]) => state !== declared);
}

/**
 * Marks a draft as complete once it was found complete. This runs only after a successful update, or when the state is
 * right. A check refuses the state of a failed update.
 */
async function verify(deployment: Deployment, wanted: Wanted): Promise<void> {
  const { release, learned, credentials } = deployment;
  const activation = activationByProvider(deployment);
  const client = await clientOf(credentials);
  const deployed: Deployed = {
    wanted,
    stage: activation.stage,
    isReleased: release !== undefined,
    isPreparedNow: learned.isServiceChanged,
    live: liveAt(async () => client).service(wanted.id),
  };
  if (activation.activate) {
    await runChecks(CHECKS.afterActivation, deployed, deployment);
  } else {
    await verifyPrepared(deployment, client, deployed);
  }
  learned.commentOf = (await deployed.live.details())?.commentOf;
}

async function verifyPrepared(deployment: Deployment, client: FastlyClient, deployed: Deployed): Promise<void> {
  const { release } = deployment;
  const { wanted } = deployed;
  await runChecks(CHECKS.afterPreparation, deployed, deployment);
  const [service, draft] = [await deployed.live.details(), await deployed.live.content(wanted.clonedVersion)];
  const ready =
    release === undefined
      ? readyComment(wanted.versionComment, service?.activeComment)
      : preparedComment(wanted.clonedVersion, draft?.comment, wanted.versionComment);
  if (draft?.comment !== ready) {
    await commentVersion(client, wanted.id, wanted.clonedVersion, ready);
  }
  await runChecks(CHECKS.afterStaging, deployed, deployment);
}
