import { createHash } from "node:crypto";
import type * as pulumi from "@pulumi/pulumi";
import { settled } from "../pulumi/details";
import { trimmed } from "../system/trim";
import { setupError } from "./errors";
import type { ComponentIdentity, Sources } from "./given";
import type { Lifted } from "./inputs";
import { ownKind } from "./kind";
import { type Block, blocksOf, entry, group, missing } from "./lines";
import { BY_NAME } from "./places";
import type { Report } from "./report";
import { ReviewResource } from "./review";
import { makeVersionlessDomains, type VersionlessDomain, type VersionlessDomainArgs } from "./versionlessDomains";

/** A domain as reviewers see it. */
export interface DomainFacts {
  /** The domain name, such as `www.example.com`. */
  name: string;
  /** True for the `edgecompute.app` name that the component generated. */
  generated: boolean;
  /** True for a versionless domain. Left out for a classic one. */
  versionless?: boolean;
}

/** The same, where a generated domain has the name that it would get now. */
interface SeenDomain extends DomainFacts {
  kept?: pulumi.Output<string>;
}

/** A domain of the service. */
export class Domain extends ReviewResource<DomainFacts> {
  /** @internal */
  static readonly __pulumiType = "fastly-compute:index:Domain";

  /** @internal */
  constructor(name: string, { kept, ...facts }: SeenDomain, opts: pulumi.ComponentResourceOptions) {
    super(Domain.__pulumiType, name, kept === undefined ? facts : { ...facts, name: kept as never }, opts);
  }
}

/** The domain that the service is reached at: the first without a `*`, as nothing answers at `*.example.com`. */
export function mainDomain(domains: string[]): string | undefined {
  return domains.find((name) => !name.startsWith("*"));
}

/** A domain as declared. While it moves, it is both classic and versionless. */
export interface ResolvedDomain {
  facts: DomainFacts;
  /** Whether the versions of the service have it. */
  classic: boolean;
  /** Undefined for a domain that is only classic. */
  versionless: VersionlessDomain | undefined;
  /** The present name of the generated domain, from before the stack or component was renamed. */
  kept?: pulumi.Output<string>;
  /** The comment of a classic domain at Fastly. */
  comment?: string;
}

/** The domains of both sorts, versionless ones first. */
export function resolveAllDomains(
  { domains, generatedDomain: generated, versionlessDomains = {}, domainComments = {} }: DomainArguments,
  identity: ComponentIdentity,
  report: Report,
  generatedBefore?: Sources["generated"],
): ResolvedDomain[] {
  const classic = resolveDomains(domains, generated, identity, report);
  const versionless = new Map<string, VersionlessDomain>();
  for (const [given, args] of Object.entries(versionlessDomains)) {
    const name = given.toLowerCase();
    if (!isDomain(given)) {
      report.error(["versionlessDomains"], setupError.explain("versionless-domain-unfit", { name: given }));
    } else if (versionless.has(name)) {
      report.error(["versionlessDomains"], setupError.explain("versionless-domain-twice", { name: given }));
    } else {
      versionless.set(name, { name, description: args?.description });
    }
  }
  const comments = new Map(Object.entries(domainComments).map(([name, comment]) => [name.toLowerCase(), comment]));
  for (const name of comments.keys()) {
    if (!classic.some((domain) => domain.name === name || (domain.generated && isGeneratedLike(name)))) {
      report.error(["domainComments"], setupError.explain("comment-of-no-domain", { name }));
    }
  }
  const commented = (name: string) => {
    const comment = comments.get(name);
    return comment === undefined ? {} : { comment };
  };
  const generatedOne = (name: string) => {
    const declared = [...versionless.keys(), ...classic.filter((each) => !each.generated).map((each) => each.name)];
    // A program that declares the former generated domain keeps it, and gets a new generated domain in addition.
    const kept = generatedBefore?.(identity).apply((before) => (declared.includes(before) ? name : before));
    const [comment] = [...comments].filter(([each]) => isGeneratedLike(each) && !declared.includes(each));
    return { ...(kept && { kept }), ...(comment && { comment: comment[1] }) };
  };
  return [
    ...[...versionless.values()].map((domain) => ({
      facts: { name: domain.name, generated: false, versionless: true },
      classic: classic.some(({ name }) => name === domain.name),
      versionless: domain,
      ...commented(domain.name),
    })),
    ...classic
      .filter(({ name }) => !versionless.has(name))
      .map((facts) => ({
        facts,
        classic: true,
        versionless: undefined,
        ...(facts.generated ? generatedOne(facts.name) : commented(facts.name)),
      })),
  ];
}

/** The domains, with the generated one by its present name. */
export async function settledDomains(domains: ResolvedDomain[]): Promise<ResolvedDomain[]> {
  return Promise.all(
    domains.map(async ({ kept, ...domain }) =>
      kept === undefined ? domain : { ...domain, facts: { ...domain.facts, name: await settled(kept) } },
    ),
  );
}

/** `[setup]` has no domains: the program declares them. One more is generated, so that a new service can be reached. */
export function resolveDomains(
  domains: string[] | undefined,
  generated: boolean | undefined,
  identity: ComponentIdentity,
  report: Report,
): DomainFacts[] {
  const resolved: DomainFacts[] = [];
  for (const name of domains ?? []) {
    if (!isDomain(name)) {
      report.error(["domains"], setupError.explain("domain-unfit", { name }));
    } else if (resolved.some((domain) => domain.name === name.toLowerCase())) {
      report.error(["domains"], setupError.explain("domain-twice", { name }));
    } else {
      resolved.push({ name: name.toLowerCase(), generated: false });
    }
  }
  if (generated ?? true) {
    resolved.push({ name: generatedDomain(identity), generated: true });
  }
  return resolved;
}

/**
 * `<project>-<hash>.edgecompute.app`: the same on every run, and different for each stack and component. It does not
 * depend on the manifest or the service's name: after a rename, visitors would not find the service any more.
 *
 * @param count the number of the generated domain, as a component can have several.
 */
export function generatedDomain(identity: ComponentIdentity, count = 1): string {
  const { organization, project, stack, component } = identity;
  const hash = createHash("sha256")
    .update(JSON.stringify([organization, project, stack, component, ...(count === 1 ? [] : [count])]))
    .digest("hex");
  const dashed = project.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  // A DNS label has at most 63 characters. The hash and its dash are 11 of them.
  const label = trimmed(dashed.slice(0, 52), "-");
  return `${label || "compute"}-${hash.slice(0, 10)}.edgecompute.app`;
}

/** Whether a name looks like a generated domain of any component. */
export function isGeneratedLike(name: string): boolean {
  return /-[0-9a-f]{10}\.edgecompute\.app$/.test(name);
}

const LABEL = "[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?";
const DOMAIN = new RegExp(`^(?:\\*\\.)?(?:${LABEL}\\.)+${LABEL}$`, "i");

export function isDomain(name: string): boolean {
  return name.length <= 253 && DOMAIN.test(name);
}

/**
 * Whether a name is below Fastly's own domains, such as `<name>.edgecompute.app` and `<name>.global.ssl.fastly.net`.
 * Fastly has certificates for these.
 */
export function isOfFastly(domain: string): boolean {
  return [".edgecompute.app", ".fastly.net"].some((zone) => domain.toLowerCase().endsWith(zone));
}

/** The arguments that declare domains. The manifest has none. */
export interface DomainArguments {
  domains?: string[];
  generatedDomain?: boolean;
  versionlessDomains?: Record<string, VersionlessDomainArgs>;
  domainComments?: Record<string, string>;
}

const PUBLIC = { isPublic: () => true };

export const DOMAINS = ownKind<DomainArguments, ResolvedDomain[], DomainFacts>({
  noun: "domain",
  arguments: { domains: PUBLIC, generatedDomain: PUBLIC, versionlessDomains: PUBLIC, domainComments: PUBLIC },
  resolve: (args, { identity, report, generated }) => resolveAllDomains(args, identity, report, generated),
  facts: (domains) => domains.map(({ facts, kept }) => (kept === undefined ? facts : { ...facts, kept })),
  files: undefined,
  readable: undefined,
  // A draft may have a domain that the active service is about to lose. A versionless domain takes effect at once.
  nameAtFastly: ({ name, versionless }, isActivated) => (isActivated || versionless === true ? name : undefined),
  review: {
    child: Domain,
    label: ({ name, generated }) => (generated === true ? "generated" : name),
    output: "domains",
    value: ({ name, kept }: Lifted<SeenDomain>) => kept ?? name,
  },
  blocks: (domains) => ({
    domains: domains
      .filter(({ classic }) => classic)
      .map(({ facts, kept, comment }) => {
        const name = kept ?? facts.name;
        return comment === undefined ? { name } : { name, comment };
      }),
  }),
  places: [{ property: "domains", path: "domain", otherTexts: ["comment"] }],
  single: undefined,
  withDefaults: () => ({}),
  compared: BY_NAME,
  hasContents: false,
  fill: (domains, served) =>
    makeVersionlessDomains(
      domains.flatMap(({ versionless }) => versionless ?? []),
      served,
    ),
  lines: (live, declared) => ({
    lines: [
      ...domainLine(missing(blocksOf(live.domains), blocksOf(declared.domains))),
      ...commentLine(blocksOf(live.domains), blocksOf(declared.domains)),
    ],
    undeclarable: [],
  }),
});

function domainLine(domains: Block[]): string[] {
  const names = domains.map(({ name }) => String(name));
  if (names.length === 0) {
    return [];
  }
  // A service with its own `edgecompute.app` domain hardly needs a second one.
  const own = names.some((name) => name.endsWith(".edgecompute.app")) ? " generatedDomain: false," : "";
  return [`domains: ${JSON.stringify(names)},${own}`];
}

/** The comments of live domains that would be lost. */
function commentLine(live: Block[], declared: Block[]): string[] {
  const lost = live.filter(
    ({ name, comment }) => comment && !declared.some((each) => each.name === name && each.comment !== undefined),
  );
  return group(
    "domainComments",
    lost.map(({ name, comment }) => entry(name, JSON.stringify(comment))),
  );
}
