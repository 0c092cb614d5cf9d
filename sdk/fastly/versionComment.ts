import type * as fastly from "@pulumi/fastly";
import * as pulumi from "@pulumi/pulumi";
import { urnOf } from "../pulumi/urn";
import { sha256 } from "../system/sha256";
import { formatOwner, type Owner, ownerOfUrn, parseOwner } from "./owner";
import { withoutAnyMark, withoutMark } from "./versionMark";

/** What a package was made from. */
export interface PackageSources {
  /** The fingerprint of the sources: see `Package.sources`. */
  sources: string;
  filesHash: string;
}

/**
 * The comment of a version: the user's, the component that deploys the service, and a digest of the configuration.
 *
 * The component tells others whose service it is. The engine does not tell a program which resources its stack has
 * under other names. Without the component in the comment, a renamed component would import the service a second time.
 * The engine would then delete it under the old name.
 *
 * The digest tells an `up` whether the whole configuration is live. Suppose an update fails half-way. The provider's
 * state then has the new log endpoint, and the live version has the old one. Every later `up` then sees nothing to do.
 * Names and numbers of links, domains and backends can be compared. The settings of 28 kinds of log endpoint cannot:
 * Fastly's API returns many of them in another form. The provider sets the comment on a new version before it changes
 * anything else there. So a version that the provider activates has this digest only when it was made from this
 * configuration. A version that the provider left half done has the digest too. When someone activates such a version
 * by hand, only its number shows it (see `unfinished.ts`).
 *
 * Three things are not in the digest: things that change without a version, the package, and things that are compared
 * by themselves. The last are the links, whose ids are unknown in the first preview. A digest of secrets is a secret in
 * state and output.
 *
 * @param sources the fingerprint of the package's sources, and the package's files hash, when it was built here. By
 * both a machine without build results sees that the live package is from the same sources (see `livePackage.ts`): a
 * version that someone cloned has the same comment, but may have another package.
 */
export function versionComment(
  given: string | undefined,
  declared: fastly.ServiceComputeArgs,
  component: pulumi.ComponentResource,
  sources?: pulumi.Input<PackageSources | undefined>,
): pulumi.Output<string> {
  const { name, comment, resourceLinks, ...versioned } = declared;
  return pulumi.all([versioned, urnOf(component), sources]).apply(([blocks, urn, madeFrom]) => {
    const digest = sha256(stableJson(blocks)).slice(0, 12);
    const made = madeFrom && `, sources ${madeFrom.sources}, package ${shortHash(madeFrom.filesHash)}`;
    const own = `${formatOwner(ownerOfUrn(urn))}, configuration ${digest}${made ?? ""}`;
    const comment = withoutMarks(given ?? "");
    return comment ? `${comment} [${own}]` : own;
  });
}

/** The user's comment without what would be read as the component's own mark, such as `draft: ` of a commit message. */
function withoutMarks(given: string): string {
  const rest = withoutAnyMark(given);
  return rest === given ? given : withoutMarks(rest);
}

/** The digest in a version's comment. Undefined when something else made the version. */
export function configurationOf(comment: unknown): string | undefined {
  return partsOf(comment)?.digest;
}

/** The fingerprint of the package's sources in a version's comment. Undefined when it has none. */
export function sourcesOf(comment: unknown): string | undefined {
  return partsOf(comment)?.sources;
}

/** Whether the comment names the package that has this files hash. */
export function saysPackage(comment: unknown, filesHash: string): boolean {
  return partsOf(comment)?.pkg === shortHash(filesHash);
}

/** The first part of a package's files hash: no other package of a service has it by chance. */
function shortHash(filesHash: string): string {
  return filesHash.slice(0, 12);
}

/** The component in a version's comment. Undefined when something else made the version. */
export function ownerOf(comment: unknown): Owner | undefined {
  return parseOwner(partsOf(comment)?.owner ?? "");
}

/** The user's part of a version's comment, such as a commit, without the component's parts around it. */
export function givenComment(comment: string): string {
  const given = partsOf(comment)?.given;
  return given === undefined ? withoutMark(comment) : withoutAnyMark(given);
}

interface Parts {
  /** The user's part, after a mark. */
  given: string;
  owner?: string;
  digest?: string;
  sources?: string;
  /** The start of the files hash of the package that was made from the sources. */
  pkg?: string;
}

function partsOf(comment: unknown): Parts | undefined {
  // Reads from the end: the user's part before it may have any length.
  const tail = typeof comment === "string" ? DIGEST.exec(comment.slice(-LONGEST_DIGEST)) : null;
  if (typeof comment !== "string" || tail === null) {
    return undefined;
  }
  const [, digest, sources, pkg] = tail;
  const before = comment.slice(0, comment.length - tail[0].length);
  const isBracketed = tail[0].endsWith("]");
  const unmarked = withoutAnyMark(before);
  if (isBracketed ? before.endsWith(" [") : unmarked === "") {
    return { given: isBracketed ? before.slice(0, -" [".length) : "", digest, sources, pkg };
  }
  const own = isBracketed ? [...before.matchAll(OWNER_AFTER)].at(-1)?.index : before.length - unmarked.length;
  const owner = own === undefined || !before.endsWith(", ") ? "" : before.slice(own, -", ".length);
  const given = isBracketed ? before.slice(0, (own ?? 0) - " [".length) : "";
  return parseOwner(owner) === undefined ? undefined : { given, owner, digest, sources, pkg };
}

const DIGEST = /configuration ([0-9a-f]{12})(?:, sources ([0-9a-f]{16})(?:, package ([0-9a-f]{12}))?)?\]?$/;
const LONGEST_DIGEST = "configuration 0123456789ab, sources 0123456789abcdef, package 0123456789ab]".length;
const OWNER_AFTER = /(?<= \[)[\w.-]+\/[\w.-]+\//g;

/** JSON with sorted keys, as the order of keys has no meaning. */
function stableJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
