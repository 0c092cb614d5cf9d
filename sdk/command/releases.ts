import { formatOwner } from "../fastly/owner";
import type { ServiceDetails } from "../fastly/service";
import { givenComment, ownerOf, sourcesOf } from "../fastly/versionComment";
import { markOf, type ReleaseState } from "../fastly/versionMark";

/** One version of a service, as Fastly has it. */
export interface Release {
  version: number;
  /** Whether it serves requests now. */
  live: boolean;
  /** Whether it is on the staging network now. */
  staged: boolean;
  /**
   * How far its release has come. Without `release` in the program: `released` when it ever served requests, else
   * `draft`.
   */
  state: ReleaseState | "released" | "draft";
  /** The version that it came after, that was gone back to, or that it rehearses. */
  other?: number;
  /** The files hash of its package; undefined when it has none. */
  package?: string;
  /** What its package was made from, when the component has built it. */
  sources?: string;
  /** The user's own words, such as a commit: what the program has as `versionComment`. */
  comment: string;
  /** The component that made it: project, stack and name. Undefined when something else has. */
  by?: string;
  /** When it was made, as Fastly writes it. */
  madeAt?: string;
  /** The argument that goes back to its package. Undefined where that is live, or never passed. */
  goBack?: string;
}

/**
 * The versions to list, the newest first: as many as asked for, and what is live or staged besides.
 *
 * @param limit at least 1.
 */
export function versionsListed(
  { commentOf, activeVersion, stagedVersion }: Pick<ServiceDetails, "commentOf" | "activeVersion" | "stagedVersion">,
  limit: number,
): number[] {
  return [...commentOf.keys()]
    .sort((a, b) => b - a)
    .filter((version, index) => index < limit || version === activeVersion || version === stagedVersion);
}

/** @param hashOf the files hashes of the versions that are listed, in their order. */
export function releasesOf(
  service: Pick<ServiceDetails, "activated" | "activeVersion" | "commentOf" | "madeAt" | "stagedVersion">,
  hashOf: ReadonlyMap<number, string | undefined>,
): Release[] {
  const { activated, activeVersion, commentOf, madeAt, stagedVersion } = service;
  const liveHash = activeVersion === undefined ? undefined : hashOf.get(activeVersion);
  return [...hashOf].map(([version, hash]) => {
    const comment = commentOf.get(version) ?? "";
    const mark = markOf(version, comment);
    const state = mark?.state ?? (activated.includes(version) ? "released" : "draft");
    const owner = ownerOf(comment);
    // A version that failed, or of which nobody knows whether it does what it should, is no way back.
    const isGood = state === "verified" || state === "released";
    return {
      version,
      live: version === activeVersion,
      staged: version === stagedVersion,
      state,
      ...(mark?.other !== undefined && { other: mark.other }),
      ...(hash !== undefined && { package: hash }),
      ...(sourcesOf(comment) !== undefined && { sources: sourcesOf(comment) }),
      comment: givenComment(comment),
      ...(owner !== undefined && { by: formatOwner(owner) }),
      ...(madeAt.has(version) && { madeAt: madeAt.get(version) }),
      ...(isGood && hash !== undefined && hash !== liveHash && { goBack: `package: { fromVersion: ${version} }` }),
    };
  });
}
