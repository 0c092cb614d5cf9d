import type { ResourceValidationPolicy } from "@pulumi/policy";
import { ACL_ENTRIES } from "../setup/acls";
import { normalCidr } from "../setup/cidr";
import { digestsIn } from "../setup/stores/digests";
import { resourcePolicy } from "./remedy";
import { known, nist } from "./types";

/** How many entries of one list a message names at most. */
const MOST = 20;

type Lists = Record<string, Record<string, string>>;

/**
 * Access control lists have only reviewed entries. A message names the CIDRs of every other entry.
 *
 * Configuration: `lists`, the entries by the list's resource, such as
 * `{ "edge-blocked": { "192.0.2.0/24": "block" } }`.
 */
export const reviewedAccessLists: ResourceValidationPolicy = resourcePolicy({
  name: "reviewed-access-lists",
  displayName: "Reviewed access control lists",
  description: "Access control lists have only reviewed entries.",
  severity: "high",
  framework: nist("AC-4", "Information Flow Enforcement"),
  tags: ["acls"],
  remediationSteps: "Add the new entries to the policy's [lists], or undo the change.",
  url: "https://www.fastly.com/documentation/reference/api/acls/acls/",
  configSchema: {
    properties: {
      lists: {
        type: "object",
        additionalProperties: { type: "object", additionalProperties: { type: "string" } },
        default: {},
        description: "The reviewed entries of each list, by the name of its resource. Other lists are not checked.",
      },
    },
  },
  validateResource(args, reportViolation) {
    if (args.type !== ACL_ENTRIES) return;
    const { lists = {} } = args.getConfig<{ lists?: Lists }>();
    if (!Object.hasOwn(lists, args.name)) return;
    const reviewed = normal(lists[args.name] ?? {});
    const [digests, lines] = [known(() => args.props.digests), known(() => args.props.lines)];
    const declared = normal(Object.fromEntries(digestsIn({ digests, lines })) as Record<string, string>);
    const changes = [
      ...[...declared]
        .filter(([cidr, action]) => reviewed.get(cidr) !== action)
        .map(([cidr, action]) => `${action === "block" ? "blocks" : "allows"} ${cidr}, which was not reviewed.`),
      ...[...reviewed.keys()].filter((cidr) => !declared.has(cidr)).map((cidr) => `no longer has ${cidr}.`),
    ];
    for (const change of changes.slice(0, MOST)) reportViolation(`The list "${args.name}" ${change}`);
    if (changes.length > MOST) reportViolation(`The list "${args.name}" has ${changes.length - MOST} more changes.`);
  },
});

function normal(entries: Record<string, string>): Map<string, string> {
  return new Map(Object.keys(entries).map((cidr) => [normalCidr(cidr) ?? cidr, String(entries[cidr]).toLowerCase()]));
}
