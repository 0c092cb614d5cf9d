import { isDeepStrictEqual } from "node:util";
import type * as pulumi from "@pulumi/pulumi";
import { clientOf } from "../fastly/credentials";
import { commentVersion } from "../fastly/version";
import { asBeforeIn, withMark } from "../fastly/versionMark";
import type { Deployment } from "../plan/deployment";
import { failUnder } from "../pulumi/failure";
import { before } from "../pulumi/hooks";
import { isDeploying } from "../pulumi/operation";
import { withProtectionRemedy } from "../pulumi/protection";
import { SERVICE_TYPE } from "../pulumi/urn";
import type { Unversioned } from "../release/unversioned";
import { OWN_KINDS } from "../setup/kinds";

/** The products belong to no version, and are not contents. */
const UNVERSIONED = OWN_KINDS.flatMap(([, { noun, single }]) =>
  single === undefined || single.isVersioned ? [] : [{ label: `the ${noun}s`, property: single.property }],
);

/**
 * Notes what the engine writes in this run that belongs to no version. Keeps what the contents were before: a release
 * may put them back.
 */
export function unversionedHooks(deployment: Deployment): pulumi.ResourceHookBinding | undefined {
  const { name, release, credentials, learned } = deployment;
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
  });
}

/** What going back leaves unchanged. Call it when everything is written. */
export function unversionedOf({ learned }: Deployment): Unversioned {
  return { declared: learned.contents.labels, changed: learned.unversioned, ...learned.contents.outcome };
}

/**
 * Writes the declared contents again that an earlier run has put back. For a program that no longer has a release.
 *
 * @param id known once everything is written.
 * @returns the work to await before the component ends.
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
      return failUnder(component, withProtectionRemedy(component, error));
    }
  });
}
