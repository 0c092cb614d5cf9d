import { createHash } from "node:crypto";
import type * as fastly from "@pulumi/fastly";
import * as pulumi from "@pulumi/pulumi";

/**
 * The comment of a version: the user's, and a digest of what is declared for it.
 *
 * The digest is how an `up` knows that all of that is live. When an update fails half-way, the provider's state has the
 * new log endpoint or health check, the live version has the old one, and every later `up` sees nothing to do. Names
 * and numbers of links, domains and backends can be compared; the settings of 28 kinds of log endpoint cannot, as
 * Fastly's API hands many of them out in other words. The provider sets the comment on a new version before it changes
 * anything else there, so a live version has this digest when it was made from this configuration.
 *
 * Left out is what changes without a version, what is compared by itself (links, whose ids are unknown in the first
 * preview), and the package. A digest of secrets is a secret in state and output.
 */
export function versionComment(given: string | undefined, declared: fastly.ServiceComputeArgs): pulumi.Output<string> {
  const { name, comment, resourceLinks, ...versioned } = declared;
  return pulumi.output(versioned).apply((blocks) => {
    const digest = createHash("sha256").update(stableJson(blocks)).digest("hex").slice(0, 12);
    return given ? `${given} [configuration ${digest}]` : `configuration ${digest}`;
  });
}

/** The digest in a version's comment; undefined when it was made by someone else. */
export function configurationOf(comment: unknown): string | undefined {
  return typeof comment === "string" ? /\bconfiguration ([0-9a-f]{12})\]?$/.exec(comment)?.[1] : undefined;
}

/** The order of keys says nothing. */
function stableJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
