import { isDeepStrictEqual } from "node:util";
import type * as pulumi from "@pulumi/pulumi";
import { SERVICE_TYPE } from "../adopt/holders";
import { evenProtected } from "../errors/protection";
import { clientOf } from "../fastly/credentials";
import { commentVersion } from "../fastly/version";
import { asBeforeIn, withMark } from "../fastly/versionMark";
import { liveWith } from "../live/liveService";
import { presumedService } from "../live/presumed";
import type { Deployment } from "../plan/deployment";
import { failUnder } from "../pulumi/failure";
import { before } from "../pulumi/hooks";
import { isDeploying } from "../pulumi/operation";
import type { Unversioned } from "../release/unversioned";
import { OWN_KINDS } from "../setup/kinds";

/** What no version has but the service, and is no contents. */
const UNVERSIONED = OWN_KINDS.flatMap(([, { noun, single }]) =>
  single === undefined || single.isVersioned ? [] : [{ label: `the ${noun}s`, property: single.property }],
);

/**
 * Notes what the engine writes in this run that no version has, and keeps what contents were before: a release may go back.
 * Contents that an earlier run has put back are made what the state says, or the provider could not change them. That is so
 * without a release, too, which may have been there before.
 */
export function unversionedHooks(deployment: Deployment): pulumi.ResourceHookBinding | undefined {
  const { name, release, credentials, learned } = deployment;
  const asBefore = onlyOnce(() => isAsBefore(deployment));
  return before(`${name}-keep-contents`, { on: ["create", "update"], inPreview: false }, async (step) => {
    if (step.type === SERVICE_TYPE && step.before !== undefined) {
      for (const { label, property } of UNVERSIONED) {
        if (!isDeepStrictEqual(step.before[property], step.declared?.[property])) {
          learned.unversioned.add(label);
        }
      }
    }
    const contents = learned.contents.of(step);
    if (contents === undefined) {
      return;
    }
    learned.unversioned.add(contents.label);
    if (release !== undefined) {
      await learned.contents.keep(await clientOf(credentials), contents, step);
    }
    if (contents.isOfProvider && step.before !== undefined && (await asBefore())) {
      await learned.contents.makeStateTrue(await clientOf(credentials), contents, step);
    }
  });
}

function onlyOnce<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => {
    answer ??= ask();
    return answer;
  };
}

/** Whether an earlier run has put contents back. Without an answer it is taken for no: what is written then is refused. */
async function isAsBefore(deployment: Deployment): Promise<boolean> {
  const service = await presumedService(deployment, liveWith(deployment.credentials));
  return service !== undefined && asBeforeIn(service.details.commentOf).length > 0;
}

/** What going back leaves as it is. Asked when everything is written. */
export function unversionedOf({ learned }: Deployment): Unversioned {
  return { declared: learned.contents.labels, changed: learned.unversioned, ...learned.contents.outcome };
}

/**
 * Writes again what an earlier run has put back, where the program has no release any more.
 *
 * @param id known once everything is written.
 * @returns what has to end before the component does.
 */
export function writeAgainWithoutRelease(
  { component, credentials, learned, release }: Deployment,
  id: pulumi.Output<string>,
): pulumi.Output<void> | undefined {
  if (release !== undefined || !credentials.isFastlyThere || !isDeploying()) {
    return undefined;
  }
  return id.apply(async (service) => {
    const { commentOf = new Map<number, string>() } = learned;
    const marks = asBeforeIn(commentOf);
    if (marks.length === 0) {
      return;
    }
    try {
      const client = await clientOf(credentials);
      await learned.contents.writeAgain(
        client,
        marks.flatMap(({ asBefore }) => asBefore),
      );
      for (const { asBefore, ...mark } of marks) {
        await commentVersion(client, service, mark.version, withMark(mark, commentOf.get(mark.version) ?? ""));
      }
    } catch (error) {
      return failUnder(component, evenProtected(component, error));
    }
  });
}
