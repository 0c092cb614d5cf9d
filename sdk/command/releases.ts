import type { Activation } from "../fastly/events";
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
  /**
   * Its last activation, by Fastly's event log: when, and whose token asked for it. Undefined when it never was live, or the
   * log cannot be read.
   */
  activated?: Activation;
  /** The oldest version that is listed with the same package: what a way back went to. */
  packageOf?: number;
  /** The versions that were taken back to this one. */
  takenBackFrom?: number[];
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

/**
 * @param hashOf the files hashes of the versions that are listed, in their order.
 * @param activations their last activations.
 */
export function releasesOf(
  service: Pick<ServiceDetails, "activated" | "activeVersion" | "commentOf" | "madeAt" | "stagedVersion">,
  hashOf: ReadonlyMap<number, string | undefined>,
  activations: ReadonlyMap<number, Activation> = new Map(),
): Release[] {
  const { activated, activeVersion, commentOf, madeAt, stagedVersion } = service;
  const liveHash = activeVersion === undefined ? undefined : hashOf.get(activeVersion);
  return [...hashOf].map(([version, hash]) => {
    const comment = commentOf.get(version) ?? "";
    const mark = markOf(version, comment);
    const packageOf = oldestWith(hash, hashOf);
    const takenBackFrom = versionsTakenBackTo(version, commentOf);
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
      ...(packageOf !== version && packageOf !== undefined && { packageOf }),
      ...(takenBackFrom.length > 0 && { takenBackFrom }),
      comment: givenComment(comment),
      ...(owner !== undefined && { by: formatOwner(owner) }),
      ...(madeAt.has(version) && { madeAt: madeAt.get(version) }),
      ...(activations.has(version) && { activated: activations.get(version) }),
      ...(isGood && hash !== undefined && hash !== liveHash && { goBack: `package: { fromVersion: ${version} }` }),
    };
  });
}

function oldestWith(hash: string | undefined, hashOf: ReadonlyMap<number, string | undefined>): number | undefined {
  const same = [...hashOf].filter(([, each]) => hash !== undefined && each === hash).map(([version]) => version);
  return same.length === 0 ? undefined : Math.min(...same);
}

function versionsTakenBackTo(version: number, commentOf: ReadonlyMap<number, string>): number[] {
  return [...commentOf]
    .filter(([number, comment]) => {
      const mark = markOf(number, comment);
      return mark?.other === version && (mark.state === "taken back" || mark.state === "going back");
    })
    .map(([number]) => number)
    .sort((a, b) => a - b);
}
