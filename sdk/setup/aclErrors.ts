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
    what: "An entry of an access control list is no IP address and no CIDR.",
    why: "The list would not say anything of the addresses that were meant.",
    examples: [{ ...EXAMPLE, entry: "example.com" }],
    tell: (facts: Where & { entry: string }) => ({
      problem: problem(facts, `has ${JSON.stringify(facts.entry)}, which is no IP address or CIDR`),
      remedy: HOW,
    }),
  },
  "acl-action-unknown": {
    what: "An entry of an access control list has another action than to block or to allow.",
    why: "Fastly knows these two actions.",
    examples: [{ ...EXAMPLE, entry: "192.0.2.1", action: "deny" }],
    tell: (facts: Where & { entry: string; action: string }) => ({
      problem: problem(facts, `has the action ${JSON.stringify(facts.action)} for ${facts.entry}`),
      remedy: HOW,
    }),
  },
  "acl-action-twice": {
    what: "One block of addresses is both blocked and allowed.",
    why: "The two entries are one to Fastly, as only the length of the block counts.",
    examples: [{ ...EXAMPLE, cidr: "192.0.2.0/24", entries: ["192.0.2.1/24", "192.0.2.0/24"] }],
    tell: (facts: Where & { cidr: string; entries: (string | undefined)[] }) => ({
      problem: problem(facts, `both blocks and allows ${facts.cidr}: ${facts.entries.join(" and ")}`),
      remedy: "Keep one of the two entries.",
    }),
  },
  "acl-line-unfit": {
    what: "A line of the file of an access control list has more than an address and an action.",
    why: "A line has one entry.",
    examples: [{ list: "blocked", place: 'Line 2 of "blocked.txt"' }],
    tell: (facts: Where) => ({ problem: problem(facts, "has more than an address and an action"), remedy: HOW }),
  },
  "acl-file-unreadable": {
    what: "The file of an access control list cannot be read.",
    why: "It is missing, may not be read, or is too large.",
    examples: [{ list: "blocked", place: '"blocked.txt"', is: "does not exist" }],
    tell: (facts: Where & { is: string }) => ({
      problem: problem(facts, facts.is),
      remedy: "Give a text file with an address or CIDR per line; its path starts at the project's directory.",
    }),
  },
});
