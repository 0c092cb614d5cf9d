import type * as fastly from "@pulumi/fastly";
import * as pulumi from "@pulumi/pulumi";
import { urnOf } from "../pulumi/urn";
import { sha256 } from "../system/sha256";
import { formatOwner, type Owner, ownerOfUrn, parseOwner } from "./owner";
import { withoutAnyMark, withoutMark } from "./versionMark";

/**
 * The comment of a version: the user's, the component that deploys the service, and a digest of what is declared.
 *
 * The component is how others know whose the service is. The engine does not tell a program which resources its stack
 * has under other names. Without the comment, a renamed component would import the service a second time. The engine
 * would then delete it under the old name.
 *
 * The digest is how an `up` knows that all of that is live. After an update that failed half-way, the provider's state
 * has the new log endpoint, and the live version has the old one. Every later `up` then sees nothing to do. Names and
 * numbers of links, domains and backends can be compared. The settings of 28 kinds of log endpoint cannot: Fastly's API
 * tells many of them in other words. The provider sets the comment on a new version before it changes anything else
 * there. So a version that it activates has this digest when it was made from this configuration. One that it left
 * half-done has the digest too: when someone activates it by hand, only its number tells (see `unfinished.ts`).
 *
 * Three things are left out: what changes without a version, the package, and what is compared by itself. The latter
 * are the links, whose ids are unknown in the first preview. A digest of secrets is a secret in state and output.
 *
 * @param sources what the package was made from, when it was built here: it tells a machine that has no result of a build
 *   that the live one is of the same sources (see `livePackage.ts`)
 */
export function versionComment(
  given: string | undefined,
  declared: fastly.ServiceComputeArgs,
  component: pulumi.ComponentResource,
  sources?: pulumi.Input<string | undefined>,
): pulumi.Output<string> {
  const { name, comment, resourceLinks, ...versioned } = declared;
  return pulumi.all([versioned, urnOf(component), sources]).apply(([blocks, urn, madeFrom]) => {
    const digest = sha256(stableJson(blocks)).slice(0, 12);
    const own = `${formatOwner(ownerOfUrn(urn))}, configuration ${digest}${madeFrom ? `, sources ${madeFrom}` : ""}`;
    return given ? `${given} [${own}]` : own;
  });
}

/** The digest in a version's comment; undefined when it was made by someone else. */
export function configurationOf(comment: unknown): string | undefined {
  return partsOf(comment)?.digest;
}

/** What the package of a version was made from; undefined when its comment does not say. */
export function sourcesOf(comment: unknown): string | undefined {
  return partsOf(comment)?.sources;
}

/** The component in a version's comment; undefined when it was made by someone else. */
export function ownerOf(comment: unknown): Owner | undefined {
  return parseOwner(partsOf(comment)?.owner ?? "");
}

/** What the user has said of a version, such as a commit, without what the component writes around it. */
export function givenComment(comment: string): string {
  const given = partsOf(comment)?.given;
  return given === undefined ? withoutMark(comment) : withoutAnyMark(given);
}

interface Parts {
  /** The user's words, behind a mark. */
  given: string;
  owner?: string;
  digest?: string;
  sources?: string;
}

function partsOf(comment: unknown): Parts | undefined {
  // From the end: what comes before, of any length, is the user's.
  const tail = typeof comment === "string" ? DIGEST.exec(comment.slice(-LONGEST_DIGEST)) : null;
  if (typeof comment !== "string" || tail === null) {
    return undefined;
  }
  const [, digest, sources] = tail;
  const before = comment.slice(0, comment.length - tail[0].length);
  const isBracketed = tail[0].endsWith("]");
  const unmarked = withoutAnyMark(before);
  if (isBracketed ? before.endsWith(" [") : unmarked === "") {
    return { given: isBracketed ? before.slice(0, -" [".length) : "", digest, sources };
  }
  const own = isBracketed ? [...before.matchAll(OWNER_AFTER)].at(-1)?.index : before.length - unmarked.length;
  const owner = own === undefined || !before.endsWith(", ") ? "" : before.slice(own, -", ".length);
  const given = isBracketed ? before.slice(0, (own ?? 0) - " [".length) : "";
  return parseOwner(owner) === undefined ? undefined : { given, owner, digest, sources };
}

const DIGEST = /configuration ([0-9a-f]{12})(?:, sources ([0-9a-f]{16}))?\]?$/;
const LONGEST_DIGEST = "configuration 0123456789ab, sources 0123456789abcdef]".length;
const OWNER_AFTER = /(?<= \[)[\w.-]+\/[\w.-]+\//g;

/** The order of keys says nothing. */
function stableJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
