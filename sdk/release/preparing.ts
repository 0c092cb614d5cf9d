import { configurationOf } from "../fastly/versionComment";
import { markOf, withMark } from "../fastly/versionMark";
import { BEGUN } from "../live/draft";
import { liveWith } from "../live/liveService";
import { presumedService } from "../live/presumed";
import type { Deployment } from "../plan/deployment";
import { plain } from "../pulumi/plain";
import { type NoteTransformed, resourceTransform } from "../pulumi/transformed";

/**
 * The comment of a version that was found complete. It gets the mark `prepared`, unless its release has come further.
 */
export function preparedComment(version: number, comment: string | undefined, wanted: string): string {
  return withMark(markOf(version, comment) ?? { version, state: "prepared" }, wanted);
}

/**
 * Decides the comment of a version that the provider prepares.
 *
 * The provider reads the comment of the live version only, and a release changes that comment outside the provider. So
 * the comment in the state is ignored. The exception is a version from another configuration: its comment says that the
 * version is not finished. A state that still has such a comment comes from a failed run.
 */
export function releaseTransforms(deployment: Deployment, note: NoteTransformed) {
  return resourceTransform(async ({ props, opts }) => {
    const { versionComment: wanted } = await plain({ versionComment: props.versionComment });
    if (typeof wanted !== "string") {
      return undefined;
    }
    // Without an answer the comment counts as a different one. The cost is one needless comment.
    const service = await presumedService(deployment, liveWith(deployment.credentials));
    if (configurationOf(service?.details.comments[0]) !== configurationOf(wanted)) {
      return { props: { ...props, versionComment: BEGUN + wanted }, opts };
    }
    return { props, opts: { ...opts, ignoreChanges: [...(opts.ignoreChanges ?? []), "versionComment"] } };
  }, note);
}
