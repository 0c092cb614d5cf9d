import { CHECKS } from "../checks/table";
import { problemOf } from "../errors";
import { clientOf } from "../fastly/credentials";
import { readStatistics, statisticsUrl } from "../fastly/statistics";
import { readStagingAddresses } from "../fastly/version";
import { liveWith } from "../live/liveService";
import { presumedService } from "../live/presumed";
import type { Deployment } from "../plan/deployment";
import type { ReleasePlan } from "../plan/releasePlan";
import { isDeployingOrPreview } from "../pulumi/operation";
import { linksWithoutStore } from "./rehearsal";
import { runChecksOrFail } from "./runChecks";

/**
 * Passes when Fastly has what the release needs for this service, in a preview too. Nothing is made before that. It
 * also passes for a new service, or when Fastly does not answer: nothing can be known then.
 */
export async function releaseNeeds(deployment: Deployment, plan: ReleasePlan): Promise<true> {
  const { credentials, setup } = deployment;
  const isAsked = plan.staging !== undefined || plan.watch !== undefined;
  if (!isAsked || !isDeployingOrPreview()) {
    return true;
  }
  const service = await presumedService(deployment, liveWith(credentials));
  const active = service?.details.activeVersion;
  if (service === undefined || active === undefined) {
    return true;
  }
  const { id } = service;
  const whyNotStaged = async () => {
    const client = await clientOf(credentials);
    return readStagingAddresses(client, id, active).then(
      (found) => (found.size === 0 ? "it has no staging address" : undefined),
      problemOf,
    );
  };
  const whyNotWatched = async () => {
    const client = await clientOf(credentials, statisticsUrl);
    return readStatistics(client, id).then(() => undefined, problemOf);
  };
  const missingStores = async () =>
    setup.staged === undefined ? [] : linksWithoutStore(await clientOf(credentials), setup.staged);
  await runChecksOrFail(CHECKS.beforeRelease, { id, plan, whyNotStaged, missingStores, whyNotWatched }, deployment);
  return true;
}
