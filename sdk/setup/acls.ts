import * as fastly from "@pulumi/fastly";
import type * as pulumi from "@pulumi/pulumi";
import { ACL_CONTENTS, findAclByName, readAclEntries } from "../fastly/acls";
import { AclEntries } from "./aclEntries";
import type { Content } from "./stores/content";
import { StoreReview } from "./stores/review";
import type { StoreFacts } from "./stores/store";
import { type Row, storeKind } from "./stores/storeKind";

/**
 * An access control list: which addresses the program is to block or allow, looked up by `Acl.open(name).lookup(ip)`.
 * It is changed without a new version of the service.
 */
export interface AclArgs {
  /**
   * What to do with each address or block of addresses, such as `{ "192.0.2.0/24": "block" }`: `block` or `allow`. They are
   * laid over those of `file`. Entries that others made are left alone. Default: none.
   */
  entries?: Record<string, string>;
  /**
   * A text file, relative to the project, with one entry a line: an address or CIDR, then `block` (the default) or
   * `allow`. What follows a `#` is left out. Default: none.
   */
  file?: string;
  /**
   * Links the list with this id instead of making one. It is not deleted with the component. Not together with
   * `existingName`. Default: a new list is made.
   */
  existingId?: pulumi.Input<string>;
  /** The same, for the list of this name at Fastly. Not together with `existingId`. Default: a new list is made. */
  existingName?: string;
  /**
   * The name of a new list at Fastly. A list that is there keeps the name that it has: another one is then an error. Not
   * together with `existingId` or `existingName`. Default: `<project>-<stack>-<component>-<name>`.
   */
  name?: string;
  /**
   * Whether the list is deleted when it is removed from the arguments or the stack is destroyed. It must be applied by an
   * `up` before that. Default `false`: the list is kept at Fastly, and the run says so.
   */
  forceDestroy?: boolean;
}

/** What a reviewer sees of an access control list. Its `keys` are the entries of the program, without those of a file. */
export interface AclFacts extends StoreFacts {
  /** How many of its entries block. */
  blocked: number;
  /** How many of its entries allow. */
  allowed: number;
}

/** An access control list that is linked to the service. */
export interface AclSummary extends AclFacts {
  /** The list's id at Fastly, which another component can link in the same run: `existingId`. */
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

/** The type of the component that has the entries of a list, each by its CIDR. */
export const ACL_ENTRIES = "fastly-compute:index:AclEntries";

const ROW: Row<AclArgs> = {
  argument: "acls",
  noun: "access control list",
  api: "acl",
  find: findAclByName,
  deleteCommand: (id) => `fastly compute acl delete --acl-id=${id}`,
  publicArgs: ["entries", "file"],
  linkTypes: ["acl"],
  // The manifest of the Fastly CLI has no place for them.
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
  isTold: ({ file }) => file !== undefined,
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
  writer: ACL_CONTENTS,
};

/** What an address gets is no secret: the state has the action itself, so that a preview shows what changes. */
function contentsOf(actions: Map<string, string>, bulk: Pick<Content, "inBulk">): Record<string, Content> {
  const entries = [...actions].map(([cidr, action]) => [cidr, { digest: action, read: () => action, ...bulk }]);
  return Object.fromEntries(entries);
}

export const ACLS = storeKind<"acls", AclArgs, AclFacts>("acls", ROW);
