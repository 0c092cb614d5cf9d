import type * as pulumi from "@pulumi/pulumi";
import { nameOfOwner, type Owner, ownerOfUrn, parentTypes, sameOwner } from "../fastly/owner";
import type { ServiceDetails } from "../fastly/service";
import { ownerOf } from "../fastly/versionComment";
import { plain } from "../pulumi/plain";
import { COMPONENT_TYPE, urnOfTypes } from "../pulumi/urn";

/** A component as version comments name it, with the earlier names from its aliases. */
export interface Identity {
  self: Owner;
  former: Owner[];
  /** All its URNs, the present one first. */
  urns: string[];
}

/**
 * @param urn the component's URN, which only the engine knows.
 * @param aliases the result of `formerUrns`.
 */
export async function componentIdentity(urn: string, aliases: pulumi.Output<string>[]): Promise<Identity> {
  const { known } = await plain({ known: aliases });
  const former = (known as unknown[]).filter((alias) => typeof alias === "string");
  return { self: ownerOfUrn(urn), former: former.map(ownerOfUrn), urns: [urn, ...former] };
}

/** Whether the owner is this component, now or under one of its aliases. */
export function isOwn(owner: Owner, { self, former }: Identity): boolean {
  return [self, ...former].some((own) => sameOwner(own, owner));
}

/**
 * Who deploys a service, by the comments of its active version and of the newest version that names an owner. The
 * newest may be the draft of a failed first update.
 */
export function ownersOf({ activeComment, comments }: { activeComment?: string; comments: string[] }): Owner[] {
  const newest = comments.map(ownerOf).find((owner) => owner !== undefined);
  return [ownerOf(activeComment), newest].filter((owner) => owner !== undefined);
}

/**
 * Whether the component has deployed the service: made the active version, or deployed last. A draft counts only for a
 * service that nobody has deployed: it shows a plan and no deployment.
 */
export function isDeployedBy(service: ServiceDetails, identity: Identity): boolean {
  if (!service.wasActive) {
    return ownersOf(service).some((owner) => isOwn(owner, identity));
  }
  const served = [service.activeComment, ...service.activated.map((version) => service.commentOf.get(version))];
  const deployer = served.map(ownerOf).find((owner) => owner !== undefined);
  return deployer !== undefined && isOwn(deployer, identity);
}

/** The component of the same stack that deploys the service, by another name or below another parent. */
export function ownerInStack(owners: Owner[], identity: Identity): Owner | undefined {
  const { project, stack } = identity.self;
  return owners.find((owner) => owner.project === project && owner.stack === stack && !isOwn(owner, identity));
}

/** The resource option that tells the engine that `self` was `former` before. */
export function aliasOption(former: Owner, self: Owner): string {
  const [before, now] = [former, self].map((owner) => parentTypes(owner).join("$"));
  const name = nameOfOwner(former);
  const fields = [
    ...(name === nameOfOwner(self) ? [] : [`name: ${JSON.stringify(name)}`]),
    ...(before === now ? [] : ["parent: pulumi.rootStackResource"]),
  ];
  // Only the URN of a former parent is known, not the parent.
  return before === now || before === ""
    ? `{ aliases: [{ ${fields.join(", ")} }] }`
    : `{ aliases: [${JSON.stringify(urnOfOwner(former))}] }`;
}

/** The inverse of `ownerOfUrn`. */
export function urnOfOwner(owner: Owner): string {
  const types = [...parentTypes(owner), COMPONENT_TYPE];
  return urnOfTypes(owner.stack, owner.project, types, nameOfOwner(owner));
}
