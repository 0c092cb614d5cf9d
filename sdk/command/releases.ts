import type { VersionActivation } from "../fastly/events";
import { formatOwner } from "../fastly/owner";
import type { ServiceDetails } from "../fastly/service";
import { givenComment, ownerOf, sourcesOf } from "../fastly/versionComment";
import { markOf, type ReleaseState } from "../fastly/versionMark";

/** One version of a service at Fastly. */
export interface Release {
  version: number;
  /** Whether the version serves requests now. */
  live: boolean;
  /** Whether the version is on the staging network now. */
  staged: boolean;
  /**
   * How far the version's release has come. Without `release` in the program: `released` when the version ever served
   * requests, else `draft`.
   */
  state: ReleaseState | "released" | "draft";
  /** The version before this one, the version that a way back led to, or the version that this one rehearses. */
  other?: number;
  /** The files hash of the package. Undefined when the version has no package. */
  package?: string;
  /** The fingerprint of the package's sources, when the component has built the package. */
  sources?: string;
  /** The user's own words, such as a commit: `versionComment` of the program. */
  comment: string;
  /** The component that made the version: project, stack and name. Undefined when something else made it. */
  by?: string;
  /** When the version was made, in Fastly's time format. */
  madeAt?: string;
  /**
   * The last activation in Fastly's event log: when, and by whose token. Undefined when the version never was live, or
   * the log cannot be read.
   */
  activated?: VersionActivation;
  /** The oldest listed version with the same package: the version that a way back led to. */
  packageOf?: number;
  /** The versions from which a run went back to this one. */
  takenBackFrom?: number[];
  /** The argument that goes back to this version's package. Undefined where that package is live, or never passed. */
  goBack?: string;
}

/**
 * The versions to list, newest first: `limit` of them, and the live and the staged one in addition.
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
 * @param hashOf the files hashes of the listed versions, in their order.
 * @param activations their last activations.
 */
export function releasesOf(
  service: Pick<ServiceDetails, "activated" | "activeVersion" | "commentOf" | "madeAt" | "stagedVersion">,
  hashOf: ReadonlyMap<number, string | undefined>,
  activations: ReadonlyMap<number, VersionActivation> = new Map(),
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
    // A version is no way back when it failed, or when nobody knows whether it works.
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
