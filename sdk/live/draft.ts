import * as pulumi from "@pulumi/pulumi";
import { fastlyClient } from "../fastly/client";
import { configurationOf } from "../fastly/versionComment";
import { withoutMark } from "../fastly/versionMark";
import type { Deployment } from "../plan/deployment";
import { liveAt } from "./liveService";
import { presumedService } from "./presumed";

/** A draft's comment begins with the first text until the draft is complete, and with the second afterwards. */
export const BEGUN = "unfinished draft: ";
const READY = "draft: ";

/** The final comment of a version that was begun as a draft. Undefined for any other version. */
export function begunComment(comment: unknown): string | undefined {
  return typeof comment === "string" && comment.startsWith(BEGUN) ? comment.slice(BEGUN.length) : undefined;
}

/** Whether a version has this comment and was found complete. */
export function isComplete(comment: string | undefined, wanted: string): boolean {
  return comment !== undefined && [wanted, READY + wanted].includes(withoutMark(comment));
}

/** Whether a version was made with this comment. */
export function isMadeWith(comment: string, wanted: string): boolean {
  return isComplete(comment, wanted) || comment === BEGUN + wanted;
}

/** The comment of a complete draft. It is marked, unless its configuration is the active version's. */
export function readyComment(comment: string, activeComment: string | undefined): string {
  return configurationOf(activeComment) === configurationOf(comment) ? comment : READY + comment;
}

/**
 * The version comment of a service that is not to be activated.
 *
 * The provider reads the comment of the active version only. So a draft's comment would differ from the state for ever.
 * Therefore the resource gets the active version's comment once the draft is complete. Before that it gets a marked
 * comment: when the state has such a comment, the run that began the draft has failed. `verifyDeployment` completes the
 * draft.
 */
export function draftComment(deployment: Deployment, comment: pulumi.Output<string>): pulumi.Output<string> {
  const { credentials } = deployment;
  if (!credentials.isFastlyThere) {
    return comment;
  }
  // The comment that results is no secret, although the token is.
  const access = pulumi.unsecret(pulumi.all([credentials.baseUrl, credentials.apiKey]));
  return pulumi.all([comment, access]).apply(async ([wanted, [baseUrl, apiKey]]) => {
    const live = liveAt(async () => fastlyClient(baseUrl, apiKey));
    // Without an answer the comment counts as changed: the cost is one needless update.
    const { details } = (await presumedService(deployment, live)) ?? {};
    const newest = details?.comments[0];
    const active = details?.activeComment;
    if (newest === readyComment(wanted, active)) {
      return active ?? BEGUN + wanted;
    }
    // Only the user's part of the comment or the package changes.
    const same = [newest, active].every((each) => configurationOf(each) === configurationOf(wanted));
    return same ? wanted : BEGUN + wanted;
  });
}
