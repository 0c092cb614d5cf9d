import type * as fastly from "@pulumi/fastly";
import * as pulumi from "@pulumi/pulumi";
import { ComputeError } from "../errors";
import { beginAnew } from "../errors/giveUp";
import { evenProtected } from "../errors/protection";
import type { FastlyClient } from "../fastly/client";
import { clientOf } from "../fastly/credentials";
import { serviceOfState } from "../fastly/gone";
import type { LiveService } from "../fastly/service";
import { commentVersion, type LiveVersion, readVersion } from "../fastly/version";
import type { Activation } from "../plan/activation";
import type { Deployment } from "../plan/deployment";
import { failUnder } from "../pulumi/failure";
import { isMocked } from "../pulumi/mocks";
import { unwrapped } from "../pulumi/plain";
import { urnOf } from "../pulumi/urn";
import { type Compared, LINK } from "../setup/kind";
import { OWN_KINDS } from "../setup/kinds";
import { resolvedOf } from "../setup/resolved";
import { isMadeWith, readyComment } from "./draft";
import { isLeftAlone } from "./leftAlone";
import { takenOver } from "./takenOver";
import { readAllAgain, removeLinks } from "./unseen";

/** The service resource, and the comment that the version of this deployment has at Fastly. */
export interface DeclaredService {
  service: fastly.ServiceCompute;
  comment: pulumi.Output<string>;
}

/** What was asked for, as the service resource has it in its outputs. */
interface Declared {
  id: string;
  urn: string;
  /** Whether the service was imported, and the program still says so. */
  isAdopted: boolean;
  /** The comment that the state has, as the provider gave it. */
  stateComment: string | undefined;
  /** The component's URN. */
  component: string;
  activeVersion: number | undefined;
  clonedVersion: number;
  versionComment: string;
  /** Undefined when the service keeps what it has at Fastly. */
  name: string | undefined;
  comment: string | undefined;
  packageHash: string;
  package: { sourceCodeHash?: string } | undefined;
  /** The blocks of the kinds that can be compared, by kind. */
  blocks: Record<string, { name: string }[]>;
  /** The names of the things of which no more is anybody's to read, by kind. */
  hidden: Record<string, string[]>;
  links: { name: string; resourceId: string; linkId?: string }[];
}

/**
 * The service's id, once it is certain that what was asked for is live.
 *
 * Success of the engine is not enough. After a run that failed half-way the provider's state holds the planned values,
 * and the next unchanged `up` reports success while the package, a link or the whole version is missing at Fastly. So on
 * every `up`, also an unchanged one, the outputs and the live version are compared with what was declared: seven reads.
 *
 * By `apply` and not by an after-hook: a hook does not run when the engine sees nothing to do, which is when it matters.
 */
export function verifyDeployment(
  { kept, activation, adopted, credentials, component, setup }: Deployment,
  { service, comment: versionComment }: DeclaredService,
  packageHash: pulumi.Output<string>,
): pulumi.Output<string> {
  if (pulumi.runtime.isDryRun() || isMocked()) {
    return service.id;
  }
  const declared = pulumi.unsecret(
    pulumi.output({
      id: service.id,
      urn: service.urn,
      isAdopted: service.id.apply((id) => id === adopted),
      component: urnOf(component),
      activeVersion: service.activeVersion,
      clonedVersion: service.clonedVersion,
      versionComment,
      stateComment: service.versionComment,
      name: kept.includes("name") ? undefined : service.name,
      comment: kept.includes("comment") ? undefined : service.comment.apply((comment) => comment ?? ""),
      packageHash,
      package: service.package,
      blocks: Object.fromEntries(
        COMPARED.map(({ name, property }) => [
          name,
          (service[property as keyof typeof service] as pulumi.Output<unknown[] | undefined>).apply(
            (blocks) => unwrapped(blocks) ?? [],
          ),
        ]),
      ),
      hidden: Object.fromEntries(
        COMPARED.map(({ name, kind }) => [name, kind.hidden?.(resolvedOf(setup, name)) ?? []]),
      ),
      links: service.resourceLinks.apply((blocks) => blocks ?? []),
    }),
  ) as unknown as pulumi.Output<Declared>;
  return declared.apply(async (wanted) => {
    const comments: [unknown, unknown][] = activation.activate ? [[wanted.stateComment, wanted.versionComment]] : [];
    if (isLeftAlone(component, [wanted.package?.sourceCodeHash, wanted.packageHash], ...comments)) {
      await pulumi.log.info(
        `The service ${wanted.id} was left as it is, and is not what the program says: the engine was told to leave it out of this run.`,
        component,
      );
      return wanted.id;
    }
    try {
      const client = await clientOf(credentials);
      await (activation.activate ? verifyLive(wanted, client) : verifyDraft(wanted, activation, client));
    } catch (error) {
      return failUnder(component, evenProtected(component, error));
    }
    return wanted.id;
  });
}

/** The kinds that can be compared by what the API has of a version. */
const COMPARED = OWN_KINDS.flatMap(([name, kind]) => {
  const { compared } = kind;
  return compared === undefined ? [] : kind.places.map((place) => ({ name, kind, compared, ...place }));
});

/** @throws ComputeError that says what differs, and the one command that repairs it. */
async function verifyLive(wanted: Declared, client: FastlyClient): Promise<void> {
  const service = await serviceOfState(client, wanted);
  const version = service.activeVersion;
  if (version === undefined) {
    throw notActive(wanted, service);
  }
  const wrongVersion =
    wanted.activeVersion === version ? [] : [`the state says that version ${wanted.activeVersion ?? "none"} is active`];
  const named = (["name", "comment"] as const)
    .filter((property) => wanted[property] !== undefined && wanted[property] !== service[property])
    .map((property) => `the service's ${property} is "${service[property]}" instead of "${wanted[property]}"`);
  const live = await readVersion(client, wanted.id, version, COMPARED);
  const differences = [...wrongVersion, ...named, ...compare(wanted, live)];
  if (differences.length > 0) {
    const taken = takenOver(wanted.id, wanted.component, service);
    if (taken !== undefined) {
      throw taken;
    }
    throw new ComputeError(
      `Version ${version} of the service ${wanted.id} is active, but it is not what was asked for:\n  ${differences.join("\n  ")}`,
      hasForgottenLinks(wanted, live) ? readAllAgain(wanted.id) : "Run: pulumi up --refresh",
    );
  }
}

/** No refresh and no further `up` activates a version that the state takes for active, or for never to be activated. */
function notActive(
  { id, urn, isAdopted, activeVersion, clonedVersion }: Declared,
  { wasActive }: LiveService,
): ComputeError {
  const version = activeVersion ?? clonedVersion;
  return wasActive
    ? new ComputeError(
        `No version of the service ${id} is active: it was deactivated at Fastly`,
        `Activate version ${version} again: fastly service-version activate --service-id=${id} --version=${version}\nThen run: pulumi up`,
      )
    : // Safe: a service that never had an active version has served nobody.
      new ComputeError(`The service ${id} has never had an active version`, `Run: ${beginAnew(urn, isAdopted)}`);
}

/**
 * The same for a version that is not to be live: the draft, or the one on the staging network. What it finds complete it
 * marks so: it runs only after an update that went well, or when the state, which is refused after a failed one, is right.
 */
async function verifyDraft(wanted: Declared, { stage }: Activation, client: FastlyClient): Promise<void> {
  const { id, clonedVersion: version } = wanted;
  const { stagedVersion: staged, activeVersion, activeComment } = await serviceOfState(client, wanted);
  const draft = await readVersion(client, id, version, COMPARED);
  // A draft that is to be staged is changed in its place, and keeps the comment that it has.
  const isOurs = stage || isMadeWith(draft.comment, wanted.versionComment);
  const differences = compare(wanted, isOurs ? { ...draft, comment: wanted.versionComment } : draft);
  if (differences.length > 0) {
    throw new ComputeError(
      `Version ${version} of the service ${id} was prepared, but it is not what was asked for:\n  ${differences.join("\n  ")}`,
      hasForgottenLinks(wanted, draft) && differences.length === draft.links.length
        ? removeLinks(id, version, draft, version === activeVersion)
        : "Run: pulumi up --refresh",
    );
  }
  const ready = readyComment(wanted.versionComment, activeComment);
  if (draft.comment !== ready) {
    await commentVersion(client, id, version, ready);
  }
  // Without a change there is no new version: what is declared serves requests already.
  if (stage && staged !== version && activeVersion !== version) {
    throw new ComputeError(
      `Version ${version} of the service ${id} was prepared, but version ${staged ?? "none"} is on the staging network`,
      `Stage it: fastly service-version stage --service-id=${id} --version=${version}\nThen run: pulumi up`,
    );
  }
}

function compare(wanted: Declared, live: LiveVersion): string[] {
  const differences: string[] = [];
  if (live.comment !== wanted.versionComment) {
    differences.push("its comment says that it was made from another configuration");
  }
  if (live.packageHash !== wanted.packageHash) {
    differences.push(`the package is ${short(live.packageHash)} instead of ${short(wanted.packageHash)}`);
  }
  for (const { name, kind, compared, path } of COMPARED) {
    const [declared, found] = [wanted.blocks[name] ?? [], live.things[path] ?? []];
    differences.push(
      ...(kind.wrong?.(declared) ?? []),
      ...missing(kind.noun, declared.map(compared), found.map(compared), wanted.hidden[name]),
    );
  }
  differences.push(
    ...missing(
      LINK,
      wanted.links.map(({ name, resourceId }) => ({ name, text: `${name} to ${resourceId}` })),
      live.links.map(({ name, resource_id }) => ({ name, text: `${name} to ${resource_id}` })),
    ),
  );
  return differences;
}

/**
 * A refresh reads no links when the state has none, so that it never brings back the last of them. The last of another
 * kind needs no such look, as the configuration's digest tells of it: the update that follows a refresh is refused.
 */
function hasForgottenLinks({ links }: Declared, live: LiveVersion): boolean {
  return links.length === 0 && live.links.length > 0;
}

/** @param hidden the names of those of which no more may be said. */
function missing(noun: string, wanted: Compared[], live: Compared[], hidden: string[] = []): string[] {
  const without = (list: Compared[], others: Compared[]) =>
    list
      .filter(({ text }) => !others.some((other) => other.text === text))
      .map(({ name, text }) => `the ${noun} ${hidden.includes(name) ? name : text}`);
  return [
    ...without(wanted, live).map((thing) => `${thing} is missing`),
    ...without(live, wanted).map((thing) => `${thing} is still there`),
  ];
}

function short(hash: string | undefined): string {
  return hash === undefined ? "missing" : `${hash.slice(0, 12)}…`;
}
