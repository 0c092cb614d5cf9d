import { configurationOf } from "../fastly/versionComment";
import { markOf, withMark } from "../fastly/versionMark";
import { BEGUN } from "../live/draft";
import { liveWith } from "../live/liveService";
import { presumedId } from "../live/presumed";
import type { Deployment } from "../plan/deployment";
import { plain } from "../pulumi/plain";
import { type NoteTransformed, resourceTransform } from "../pulumi/transformed";

/** The comment of a version that was found complete: it is marked as prepared, unless its release has come further. */
export function preparedComment(version: number, comment: string | undefined, wanted: string): string {
  return withMark(markOf(version, comment) ?? { version, state: "prepared" }, wanted);
}

/**
 * What the service resource has for the comment of a version that the provider prepares.
 *
 * The provider reads the comment of the live version only, which a release changes without it. So what the state has for
 * the comment counts for nothing, unless a version is to be made from another configuration: then the comment says that
 * the version is not finished, and a state that still says so is that of a run which has failed.
 */
export function releaseTransforms(deployment: Deployment, note: NoteTransformed) {
  if (deployment.release === undefined) {
    return [];
  }
  return resourceTransform(async ({ props, opts }) => {
    const { versionComment: wanted } = await plain({ versionComment: props.versionComment });
    if (typeof wanted !== "string") {
      return undefined;
    }
    const newest = await newestComment(deployment);
    if (configurationOf(newest) !== configurationOf(wanted)) {
      return { props: { ...props, versionComment: BEGUN + wanted }, opts };
    }
    return { props, opts: { ...opts, ignoreChanges: [...(opts.ignoreChanges ?? []), "versionComment"] } };
  }, note);
}

/** Without an answer it is taken for another one: a comment too many is written, and nothing else. */
async function newestComment(deployment: Deployment): Promise<string | undefined> {
  try {
    const live = liveWith(deployment.credentials);
    const id = await presumedId(deployment, live);
    return id === undefined ? undefined : (await live.service(id).details())?.comments[0];
  } catch {
    return undefined;
  }
}
