import type { ComputeError } from "../errors";
import { catalogue } from "../errors/catalogue";
import type { StagedLink } from "../plan/stagedSetup";

const id = "SU1Z0isxPaozGVKXdv0eY";

/** A version, and the problems found in it. */
export interface Failed {
  id: string;
  version: number;
  wrong: string[];
  /** What the run did about the unversioned contents. Undefined when there are none. */
  unversioned?: string;
}

const besides = (unversioned: string | undefined) => (unversioned === undefined ? "" : `\n${unversioned}`);

/** Why a failing version is not taken back. */
export type WhyItStays = keyof typeof WHY_IT_STAYS;

const WHY_IT_STAYS = {
  kept: 'The version stays live because [release.onFailure] is "keep".',
  first: "The version stays live because no version served before it.",
  released: "The version stays live because an earlier run released it.",
} as const;

const listed = (wrong: string[]) => wrong.map((each) => `\n  ${each}`).join("");

/** Why a release has not made the new version live, or has taken it back. */
export const releaseError = catalogue({
  "release-held-back": {
    what: "The new version failed on the staging network, and was never live.",
    why: "A check failed there. Each failure is listed.",
    examples: [{ id, version: 6, live: 5, wrong: ["GET /health answers 500 instead of 200"] }],
    explain: ({ id, version, live, wrong, unversioned }: Failed & { live: number }) => ({
      problem: `Version ${version} of the service ${id} failed on the staging network, and version ${live} stays live:${listed(wrong)}${besides(unversioned)}`,
      remedy: "Correct the program, then run: pulumi up",
    }),
  },
  "release-without-staging": {
    what: "`release.before` is given, but Fastly offers no staging network for the service.",
    why: "The account has no staging network, the token may not use it, or the service has no classic domain.",
    examples: [{ id, reason: "it has no staging address" }],
    explain: ({ id, reason }: { id: string; reason: string }) => ({
      problem: `The service ${id} cannot be put on Fastly's staging network: ${reason}`,
      remedy:
        "Remove [release.before], or ask Fastly for the staging network: https://docs.fastly.com/products/staging",
    }),
  },
  "release-without-store": {
    what: "`release.before.stores` names a store that Fastly does not have.",
    why: "The name or id is misspelt, or the store does not exist yet. The component neither makes nor fills this store.",
    examples: [
      { id, noun: "KV store", api: "kv", link: "pages", store: "pages-staging" },
      { id, noun: "access control list", api: "acl", link: "blocked", store: "blocked-staging" },
    ],
    explain: (facts: { id: string; noun: string; api: string; link: string; store: string }) => ({
      problem: `The service ${facts.id} cannot be put on the staging network: there is no ${facts.noun} "${facts.store}" for "${facts.link}"`,
      remedy: `Make the ${facts.noun}, or correct [release.before.stores.${facts.link}]. To see what exists, run:\n  fastly ${facts.api === "acl" ? "compute acl list-acls" : `${facts.api}-store list`}`,
    }),
  },
  "release-without-statistics": {
    what: "`release.after` is given, but the real-time statistics of the service cannot be read.",
    why: "The token may not read them, or Fastly does not answer. Without statistics, the release could not be watched.",
    examples: [{ id, reason: "Fastly refused the request" }],
    explain: ({ id, reason }: { id: string; reason: string }) => ({
      problem: `The real-time statistics of the service ${id} cannot be read: ${reason}`,
      remedy: "Give a token with the scope global or global:read, or remove [release.after].",
    }),
  },
  "release-taken-back": {
    what: "The new version failed after it went live. The version before it is live again.",
    why: "A check failed. Each failure is listed. Contents such as items are put back as well, where possible.",
    examples: [
      {
        id,
        version: 6,
        to: 5,
        wrong: ["GET /health answers 500 instead of 200"],
        unversioned:
          'These contents, which belong to no version, are as before this run: the contents of the dictionary "settings"',
      },
      { id, version: 6, to: 5, wrong: [] },
    ],
    explain: ({ id, version, to, wrong, unversioned }: Failed & { to: number | undefined }) => ({
      problem: `Version ${version} of the service ${id} was taken back, and version ${to} is live again${wrong.length === 0 ? ": an earlier run decided this" : `:${listed(wrong)}`}${besides(unversioned)}`,
      remedy:
        "Correct the program, then run: pulumi up\n" +
        `If version ${version} is right after all, activate it. Run:\n  fastly service-version activate --service-id=${id} --version=${version}\n  pulumi up`,
    }),
  },
  "release-failing": {
    what: "The live version fails the checks of `release`, but stays live.",
    why: "`onFailure` is `keep`, no version served before, or an earlier run released this version.",
    examples: [
      { id, version: 6, wrong: ["GET /health answers 500 instead of 200"], before: 5, stays: "kept" },
      { id, version: 1, wrong: ["GET /health answers 500 instead of 200"], stays: "first" },
      { id, version: 6, wrong: ["GET /health answers 500 instead of 200"], stays: "released" },
    ],
    explain: ({ id, version, wrong, before, stays, unversioned }: Failed & { before?: number; stays: WhyItStays }) => ({
      problem: `Version ${version} of the service ${id} fails its checks, but stays live:${listed(wrong)}\n${WHY_IT_STAYS[stays]}${besides(unversioned)}`,
      remedy:
        "Correct the program, then run: pulumi up" +
        (before === undefined
          ? ""
          : `\nTo go back at once, run: fastly service-version activate --service-id=${id} --version=${before}`),
    }),
  },
  "release-replaced": {
    what: "Someone activated another version after the declared version was live.",
    why: "Only you can know which version is right.",
    examples: [{ id, version: 6, by: 5 }],
    explain: ({ id, version, by }: { id: string; version: number; by: number | undefined }) => ({
      problem: `The program declares version ${version} of the service ${id}, but ${by === undefined ? "no version is live: someone deactivated it" : `version ${by} is live: someone activated it`}`,
      remedy:
        `Activate version ${version}. Run:\n  fastly service-version activate --service-id=${id} --version=${version}\n  pulumi up\n` +
        "Or correct the program, then run: pulumi up --refresh",
    }),
  },
  "release-interrupted": {
    what: "A release stopped half-way because a request was refused or not answered.",
    why: "The comments of the versions say how far the release came. The next `up` continues the release, or goes back.",
    examples: [{ id, version: 6, live: 6, problem: "PUT /service was refused", remedy: "Check the token." }],
    explain: (facts: { id: string; version: number; live: number | undefined; problem: string; remedy: string }) => ({
      problem: `The release of version ${facts.version} of the service ${facts.id} was interrupted, and ${facts.live === undefined ? "no version" : `version ${facts.live}`} is live: ${facts.problem}`,
      remedy: `${facts.remedy}\nThen run: pulumi up`,
    }),
  },
});

/** A link on the staging network without a store. */
export interface MissingStore extends Pick<StagedLink, "name" | "kind"> {
  /** The given name or id of the store. */
  store: string;
}

export function withoutStore(id: string, { name, kind, store }: MissingStore): ComputeError {
  const { noun, linked } = kind;
  return releaseError("release-without-store", { id, noun, api: linked.api, link: name, store });
}
