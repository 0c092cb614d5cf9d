import * as fastly from "@pulumi/fastly";
import type * as pulumi from "@pulumi/pulumi";
import { ACL_CONTENTS, findAclByName, hasAcl, readAclEntries } from "../fastly/acls";
import { AclEntries } from "./aclEntries";
import type { Content } from "./stores/content";
import { StoreReview } from "./stores/review";
import type { StoreFacts } from "./stores/store";
import { type Row, storeKind } from "./stores/storeKind";

/**
 * An access control list: addresses for the program to block or allow, looked up by `Acl.open(name).lookup(ip)`. A
 * change makes no new version of the service.
 */
export interface AclArgs {
  /**
   * The action for each address or block of addresses: `block` or `allow`. Example: `{ "192.0.2.0/24": "block" }`. They
   * override the entries of `file`. Entries that others made stay. Default: none.
   */
  entries?: Record<string, string>;
  /**
   * A text file, relative to the directory of `fastly.toml`. Each line has one entry: an address or CIDR, then `block`
   * (the default) or `allow`. A `#` begins a comment. Default: none.
   */
  file?: string;
  /**
   * The id of an existing list to link instead of making one. The list is not deleted with the component. Not together
   * with `existingName`. Default: a new list is made.
   */
  existingId?: pulumi.Input<string>;
  /**
   * The name at Fastly of an existing list to link instead of making one. Not together with `existingId`. Default: a
   * new list is made.
   */
  existingName?: string;
  /**
   * The name of a new list at Fastly. An existing list keeps its name: another name is then an error. Not together with
   * `existingId` or `existingName`. Default: `<project>-<stack>-<component>-<name>`.
   */
  name?: string;
  /**
   * Whether the list is deleted when it is removed from the arguments or the stack is destroyed. An `up` must have
   * applied this first. Default `false`: the list is kept at Fastly, and the run says so.
   */
  forceDestroy?: boolean;
}

/** An access control list as reviewers see it. Its `keys` are the entries of the program, without those of a file. */
export interface AclFacts extends StoreFacts {
  /** How many entries block. */
  blocked: number;
  /** How many entries allow. */
  allowed: number;
}

/** An access control list that is linked to the service. */
export interface AclSummary extends AclFacts {
  /** The list's id at Fastly. Another component can link the list by it in the same run: `existingId`. */
  id: string;
}

/** An access control list of the service. Its entries are in the `AclEntries` of the same name. */
export class Acl extends StoreReview {
  /** @internal */
  static readonly __pulumiType = "fastly-compute:index:Acl";

  /** @internal */
  constructor(name: string, facts: AclFacts, opts: pulumi.ComponentResourceOptions) {
    super(Acl.__pulumiType, name, facts, opts);
  }
}

/** The type of the component that has the entries of a list, by CIDR. */
export const ACL_ENTRIES = "fastly-compute:index:AclEntries";

const ROW: Row<"acls", AclArgs> = {
  argument: "acls",
  noun: "access control list",
  api: "acl",
  find: (client, name) => findAclByName(client, name),
  has: (client, id) => hasAcl(client, id),
  deleteCommand: (id) => `fastly compute acl delete --acl-id=${id}`,
  publicArgs: ["entries", "file"],
  linkTypes: ["acl"],
  // The manifest of the Fastly CLI has no access control lists.
  declared: () => ({}),
  section: () => "acls",
  contents: (name, _, { entries = {}, file }, { directory, report }) => {
    const ofFile = new AclEntries(name, ["acls", name, "file"], report);
    if (file !== undefined) {
      ofFile.addFile(directory, file);
    }
    const given = new AclEntries(name, ["acls", name, "entries"], report);
    for (const [cidr, action] of Object.entries(entries)) {
      given.add(cidr, action, "[entries]");
    }
    return { ...contentsOf(ofFile.actions, { inBulk: true }), ...contentsOf(given.actions, {}) };
  },
  isReported: ({ file }) => file !== undefined,
  files: (lists) =>
    Object.entries(lists).flatMap(([name, list]) =>
      list?.file === undefined ? [] : { owner: `access control list "${name}"`, file: list.file },
    ),
  list: (opts) => fastly.getComputeAclsOutput(opts).apply(({ acls }) => ({ stores: acls })),
  review: Acl,
  output: "acls",
  seen: (contents) => {
    const all = Object.values(contents);
    const count = (action: string) => all.filter((each) => "digest" in each && each.digest === action).length;
    return { blocked: count("BLOCK"), allowed: count("ALLOW") };
  },
  resourceType: "fastly:index/computeAcl:ComputeAcl",
  resource: (name, { store }, _, opts) => new fastly.ComputeAcl(name, { name: store ?? "" }, opts),
  contentsType: ACL_ENTRIES,
  liveContents: async (client, list) =>
    new Map([...(await readAclEntries(client, list))].map(([cidr, action]) => [cidr, { value: action }])),
  writer: () => ACL_CONTENTS,
};

/** Actions are no secret: the state has the action itself, so that a preview shows what changes. */
function contentsOf(actions: Map<string, string>, bulk: Pick<Content, "inBulk">): Record<string, Content> {
  const entries = [...actions].map(([cidr, action]) => [cidr, { digest: action, read: () => action, ...bulk }]);
  return Object.fromEntries(entries);
}

export const ACLS = storeKind<"acls", AclArgs, AclFacts>(ROW);
