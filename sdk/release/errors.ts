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
  kept: 'It is not taken back, as [release.onFailure] is "keep".',
  first: "It is not taken back, as no version served before it.",
  released: "It is not taken back, as it was not this run that made it live.",
} as const;

const listed = (wrong: string[]) => wrong.map((each) => `\n  ${each}`).join("");

/** Why a release has not made the new version live, or has taken it back. */
export const releaseError = catalogue({
  "release-held-back": {
    what: "The new version failed on the staging network, and was never live.",
    why: "A check found something wrong there. Each finding is listed.",
    examples: [{ id, version: 6, live: 5, wrong: ["GET /health answers 500 instead of 200"] }],
    tell: ({ id, version, live, wrong, unversioned }: Failed & { live: number }) => ({
      problem: `Version ${version} of the service ${id} failed on the staging network, and version ${live} is live as before:${listed(wrong)}${besides(unversioned)}`,
      remedy: "Correct the program, then run: pulumi up",
    }),
  },
  "release-without-staging": {
    what: "`release.before` is given, and Fastly offers no staging network for the service.",
    why: "The account does not have it, the token may not use it, or the service has no classic domain.",
    examples: [{ id, reason: "it has no staging address" }],
    tell: ({ id, reason }: { id: string; reason: string }) => ({
      problem: `The service ${id} cannot be put on Fastly's staging network: ${reason}`,
      remedy:
        "Remove [release.before], or ask Fastly for the staging network: https://docs.fastly.com/products/staging",
    }),
  },
  "release-without-store": {
    what: "`release.before.stores` names a store that Fastly does not have.",
    why: "The name is misspelt, or the store is not made yet. Nobody but you fills it.",
    examples: [
      { id, noun: "KV store", api: "kv", link: "pages", store: "pages-staging" },
      { id, noun: "access control list", api: "acl", link: "blocked", store: "blocked-staging" },
    ],
    tell: (facts: { id: string; noun: string; api: string; link: string; store: string }) => ({
      problem: `The service ${facts.id} cannot be put on the staging network: there is no ${facts.noun} "${facts.store}" for "${facts.link}"`,
      remedy: `Make it, or correct [release.before.stores.${facts.link}]. Run:\n  fastly ${facts.api === "acl" ? "compute acl list-acls" : `${facts.api}-store list`}`,
    }),
  },
  "release-without-statistics": {
    what: "`release.after` is given, and the real-time statistics of the service cannot be read.",
    why: "The token may not read them, or Fastly does not answer. A release that cannot be watched is not begun.",
    examples: [{ id, reason: "Fastly refused the request" }],
    tell: ({ id, reason }: { id: string; reason: string }) => ({
      problem: `The real-time statistics of the service ${id} cannot be read: ${reason}`,
      remedy: "Give a token with the scope global or global:read, or remove [release.after].",
    }),
  },
  "release-taken-back": {
    what: "The new version failed after it went live, and the version before is live again.",
    why: "A check found something wrong. Each finding is listed. So is what no version has, such as items: it is as before where that is possible.",
    examples: [
      {
        id,
        version: 6,
        to: 5,
        wrong: ["GET /health answers 500 instead of 200"],
        unversioned:
          'What belongs to no version is as it was before this run: the contents of the dictionary "settings"',
      },
      { id, version: 6, to: 5, wrong: [] },
    ],
    tell: ({ id, version, to, wrong, unversioned }: Failed & { to: number | undefined }) => ({
      problem: `Version ${version} of the service ${id} was taken back, and version ${to} is live again${wrong.length === 0 ? ": that was decided by an earlier run" : `:${listed(wrong)}`}${besides(unversioned)}`,
      remedy:
        "Correct the program, then run: pulumi up\n" +
        `Is version ${version} right after all? Activate it. Run:\n  fastly service-version activate --service-id=${id} --version=${version}\n  pulumi up`,
    }),
  },
  "release-failing": {
    what: "What is live does not do what `release` demands, and stays live.",
    why: "`onFailure` says so, nothing served before, or the version was released by an earlier run.",
    examples: [
      { id, version: 6, wrong: ["GET /health answers 500 instead of 200"], before: 5, stays: "kept" },
      { id, version: 1, wrong: ["GET /health answers 500 instead of 200"], stays: "first" },
      { id, version: 6, wrong: ["GET /health answers 500 instead of 200"], stays: "released" },
    ],
    tell: ({ id, version, wrong, before, stays, unversioned }: Failed & { before?: number; stays: WhyItStays }) => ({
      problem: `Version ${version} of the service ${id} is live, and stays so, but does not do what it should:${listed(wrong)}\n${WHY_IT_STAYS[stays]}${besides(unversioned)}`,
      remedy:
        "Correct the program, then run: pulumi up" +
        (before === undefined
          ? ""
          : `\nTo go back at once, run: fastly service-version activate --service-id=${id} --version=${before}`),
    }),
  },
  "release-replaced": {
    what: "What is declared was live, and somebody made another version live.",
    why: "Nobody but you can know which one is right.",
    examples: [{ id, version: 6, by: 5 }],
    tell: ({ id, version, by }: { id: string; version: number; by: number | undefined }) => ({
      problem: `Version ${version} of the service ${id} is what is declared, but version ${by ?? "none"} is live: someone activated it`,
      remedy:
        `Activate what is declared. Run:\n  fastly service-version activate --service-id=${id} --version=${version}\n  pulumi up\n` +
        "Or correct the program, then run: pulumi up",
    }),
  },
  "release-interrupted": {
    what: "A release stopped half-way, as a request was refused or not answered.",
    why: "How far it came is in the comments of the versions. The next `up` goes on from there, or back.",
    examples: [{ id, version: 6, live: 6, problem: "PUT /service was refused", remedy: "Check the token." }],
    tell: (facts: { id: string; version: number; live: number | undefined; problem: string; remedy: string }) => ({
      problem: `The release of version ${facts.version} of the service ${facts.id} was interrupted, and version ${facts.live ?? "none"} is live: ${facts.problem}`,
      remedy: `${facts.remedy}\nThen run: pulumi up`,
    }),
  },
});

/** A link on the staging network without a store. */
export function withoutStore(
  id: string,
  { name, kind, existingName = "" }: Pick<StagedLink, "name" | "kind" | "existingName">,
): ComputeError {
  const { noun, linked } = kind;
  return releaseError("release-without-store", { id, noun, api: linked.api, link: name, store: existingName });
}
