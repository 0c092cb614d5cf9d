import { catalogue } from "../errors/catalogue";

const HOW = 'Write { "192.0.2.0/24": "block" }: an address or a CIDR, and "block" or "allow".';

/** The place of an error in a list: the list's name, and the part of it. */
export interface Where {
  list: string;
  place: string;
}

const EXAMPLE = { list: "blocked", place: "[entries]" };

const problem = ({ list, place }: Where, what: string) => `The access control list "${list}": ${place} ${what}`;

/** The errors of entries of access control lists. */
export const aclError = catalogue({
  "acl-address-unfit": {
    what: "An entry of an access control list is not an IP address or a CIDR.",
    why: "Fastly accepts only addresses and CIDRs.",
    examples: [{ ...EXAMPLE, entry: "example.com" }],
    explain: (facts: Where & { entry: string }) => ({
      problem: problem(facts, `has ${JSON.stringify(facts.entry)}, which is not an IP address or a CIDR`),
      remedy: HOW,
    }),
  },
  "acl-action-unknown": {
    what: "An entry of an access control list has an unknown action.",
    why: 'Fastly knows only the actions "block" and "allow".',
    examples: [{ ...EXAMPLE, entry: "192.0.2.1", action: "deny" }],
    explain: (facts: Where & { entry: string; action: string }) => ({
      problem: problem(facts, `has the action ${JSON.stringify(facts.action)} for ${facts.entry}`),
      remedy: HOW,
    }),
  },
  "acl-action-twice": {
    what: "An access control list both blocks and allows the same addresses.",
    why: "Both entries mean the same block of addresses: bits beyond the prefix do not count.",
    examples: [{ ...EXAMPLE, cidr: "192.0.2.0/24", entries: ["192.0.2.1/24", "192.0.2.0/24"] }],
    explain: (facts: Where & { cidr: string; entries: (string | undefined)[] }) => ({
      problem: problem(facts, `both blocks and allows ${facts.cidr}: ${facts.entries.join(" and ")}`),
      remedy: "Keep one of the two entries.",
    }),
  },
  "acl-line-unfit": {
    what: "A line in the file of an access control list has more than an address and an action.",
    why: "Each line has one entry.",
    examples: [{ list: "blocked", place: 'Line 2 of "blocked.txt"' }],
    explain: (facts: Where) => ({ problem: problem(facts, "has more than an address and an action"), remedy: HOW }),
  },
  "acl-file-unreadable": {
    what: "The file of an access control list cannot be read.",
    why: "The file is missing, not readable or too large.",
    examples: [{ list: "blocked", place: '"blocked.txt"', is: "does not exist" }],
    explain: (facts: Where & { is: string }) => ({
      problem: problem(facts, facts.is),
      remedy: "Give a text file with one address or CIDR per line. The path starts at the directory of the manifest.",
    }),
  },
});
