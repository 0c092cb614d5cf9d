import { ComputeError } from "../errors";
import type { ServiceDetails } from "../fastly/service";
import type { LiveVersion } from "../fastly/version";
import { configurationOf } from "../fastly/versionComment";
import { COMPARED } from "../live/compared";
import { isMadeWith } from "../live/draft";
import type { LiveService } from "../live/liveService";
import { readAllAgain, removeLinks } from "../live/unseen";
import type { Check } from "./check";
import { deployedElsewhere } from "./deployedElsewhere";
import { deployedError } from "./deployedErrors";
import { linkDifferences, missing, packageDifference } from "./differences";
import { serviceOfState } from "./update";

/** The declared service, from the outputs of the service resource. */
export interface Wanted {
  id: string;
  urn: string;
  /** Whether the service was imported, and the program still adopts it. */
  isAdopted: boolean;
  /** The component's URN. */
  component: string;
  activeVersion: number | undefined;
  clonedVersion: number;
  versionComment: string;
  /** The name of the service. Undefined when the service keeps its name at Fastly. */
  name: string | undefined;
  comment: string | undefined;
  packageHash: string;
  /** The blocks of the kinds that can be compared, by kind. */
  blocks: Record<string, { name: string }[]>;
  /** The names of things with secret settings, by kind. Messages only have the names of such things. */
  hidden: Record<string, string[]>;
  links: { name: string; resourceId: string; linkId?: string }[];
}

/**
 * The engine has succeeded. That is not enough. After a run that failed half-way, the provider's state has the planned
 * values. The next unchanged `up` reports success, while the package, a link or the whole version is missing at Fastly.
 */
export interface Deployed {
  wanted: Wanted;
  /** Whether the version goes to the staging network. */
  stage: boolean;
  /** Whether a release makes the version live. */
  isReleased: boolean;
  /** Whether the provider has made or updated the service in this run. */
  isPreparedNow: boolean;
  live: LiveService;
}

/** The part of a deployed service that decides whether its version is in its place. */
export interface InPlace extends Pick<Deployed, "live"> {
  wanted: Pick<Wanted, "id" | "urn" | "isAdopted" | "activeVersion" | "clonedVersion">;
}

/**
 * The state takes the version for active, or for one that is never activated. So no refresh and no further `up`
 * activates it.
 */
export const NOT_ACTIVE: Check<InPlace> = {
  name: "not-active",
  when: "No version is active; the service is gone; or Fastly does not answer",
  outcome: "The run fails",
  how: "Run `fastly service-version activate`; or run the command of the error, which replaces the service",
  async find({ wanted, live }) {
    const { id, urn, isAdopted, activeVersion, clonedVersion } = wanted;
    const service = await serviceOfState({ live, urn });
    if (service instanceof ComputeError || service.activeVersion !== undefined) {
      return service instanceof ComputeError ? service : undefined;
    }
    const version = activeVersion ?? clonedVersion;
    return service.wasActive
      ? deployedError("not-active", { id, version })
      : // This is safe: a service that never had an active version has served nobody.
        deployedError("never-active", { id, urn, isAdopted });
  },
};

/** Says what differs, and the one command that repairs it. */
export const NOT_AS_DECLARED: Check<Deployed> = {
  name: "not-as-declared",
  when: "The active version differs from the program",
  outcome: "The run fails, and says what differs",
  how: "Run `pulumi up --refresh`",
  async find({ wanted, live }) {
    const service = await live.details();
    const version = service?.activeVersion;
    const content = await live.content(version);
    if (service === undefined || version === undefined || content === undefined) {
      return undefined;
    }
    const differences = [...differencesOfService(wanted, service, version), ...differencesOfVersion(wanted, content)];
    return differences.length === 0
      ? undefined
      : (deployedElsewhere(wanted.id, wanted.component, service) ??
          deployedError("not-as-declared", {
            id: wanted.id,
            version,
            differences,
            remedy: hasForgottenLinks(wanted, content) ? readAllAgain(wanted.id) : undefined,
          }));
  },
};

/** The same check for a version that does not go live: the draft, or the version on the staging network. */
export const DRAFT_NOT_AS_DECLARED: Check<Deployed> = {
  name: "draft-not-as-declared",
  when: "The prepared version differs from the program",
  outcome: "The run fails, and says what differs",
  how: "Run `pulumi up --refresh`, or the commands of the error, which remove what is left",
  async find({ wanted, stage, isReleased, isPreparedNow, live }) {
    const { id, urn, clonedVersion: version } = wanted;
    const service = await serviceOfState({ live, urn });
    if (service instanceof ComputeError) {
      return service;
    }
    const draft = await live.content(version);
    if (draft === undefined) {
      return undefined;
    }
    // A draft that goes to the staging network is changed in place, and keeps its comment. A draft that somebody edited
    // is prepared again after a refresh, with the active version's comment (`draftComment`).
    const isOurs =
      stage ||
      isPreparedNow ||
      (isReleased
        ? configurationOf(draft.comment) === configurationOf(wanted.versionComment)
        : isMadeWith(draft.comment, wanted.versionComment));
    const differences = differencesOfVersion(wanted, isOurs ? { ...draft, comment: wanted.versionComment } : draft);
    return differences.length === 0
      ? undefined
      : deployedError("draft-not-as-declared", {
          id,
          version,
          differences,
          remedy:
            hasForgottenLinks(wanted, draft) && differences.length === draft.links.length
              ? removeLinks(id, version, draft, version === service.activeVersion)
              : undefined,
        });
  },
};

/** Without a change there is no new version: the declared one already serves requests. */
export const NOT_STAGED: Check<InPlace & Pick<Deployed, "stage">> = {
  name: "not-staged",
  when: "The staging network has another version than the prepared one",
  outcome: "The run fails",
  how: "Run `fastly service-version stage`",
  async find({ wanted: { id, clonedVersion: version }, stage, live }) {
    const service = await live.details();
    return !stage || service?.stagedVersion === version || service?.activeVersion === version
      ? undefined
      : deployedError("not-staged", { id, version, staged: service?.stagedVersion });
  },
};

function differencesOfService(wanted: Wanted, service: ServiceDetails, version: number): string[] {
  return [
    ...(wanted.activeVersion === version
      ? []
      : [`the state says that version ${wanted.activeVersion ?? "none"} is active`]),
    ...(["name", "comment"] as const)
      .filter((property) => wanted[property] !== undefined && wanted[property] !== service[property])
      .map((property) => `the service's ${property} is "${service[property]}" instead of "${wanted[property]}"`),
  ];
}

function differencesOfVersion(wanted: Wanted, live: LiveVersion): string[] {
  const differences: string[] = [];
  if (live.comment !== wanted.versionComment) {
    differences.push("its comment says that it was made from another configuration");
  }
  differences.push(...packageDifference(wanted.packageHash, live.packageHash));
  for (const { name, kind, compared, path } of COMPARED) {
    const [declared, found] = [wanted.blocks[name] ?? [], live.things[path] ?? []];
    differences.push(
      ...(kind.wrong?.(declared) ?? []),
      ...missing(kind.noun, declared.map(compared.of), found.map(compared.of), wanted.hidden[name]),
    );
  }
  differences.push(...linkDifferences(wanted.links, live.links));
  return differences;
}

/**
 * A refresh reads no links when the state has none. So it never brings the last link back. Other kinds need no such
 * check: the digest of the configuration differs, and the update after a refresh is refused.
 */
function hasForgottenLinks({ links }: Wanted, live: LiveVersion): boolean {
  return links.length === 0 && live.links.length > 0;
}
