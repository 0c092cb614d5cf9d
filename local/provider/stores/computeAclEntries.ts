import { isIP } from "node:net";
import type { ProviderMajor } from "pulumi-fastly-compute/internal";
import type { PropertyMap } from "../../engine/value";
import { containsUnknown } from "../../engine/values";
import { isNotFound } from "../apiError";
import type { Context, ResourceDefinition } from "../bridge/resource";
import type { ResourceData } from "../bridge/resourceData";
import { bool, map, string } from "../bridge/schema";
import { asMap } from "../bridge/values";

const ACCEPTED = 202;

interface Entry {
  prefix: string;
  action: string | null;
  op: "create" | "update" | "delete";
}

/** The entries of an ACL by prefix. Undeclared entries are only deleted with `manageEntries`. */
export const computeAclEntries = (major: ProviderMajor): ResourceDefinition => ({
  type: "fastly:index/computeAclEntries:ComputeAclEntries",
  schema: [
    string("compute_acl_id", { required: true }),
    map("entries", { required: true }),
    bool("manage_entries", { default: false }),
  ],
  rules: major >= 12 ? [onlyPrefixes] : [],
  seeded: { property: "entries", managed: "manageEntries", parent: "computeAclId" },
  create: async (data, context) => {
    await write(data, context, changesOf(data));
    data.id = `${data.string("computeAclId")}/entries`;
    await read(data, context);
  },
  update: async (data, context) => {
    await write(data, context, changesOf(data));
    await read(data, context);
  },
  read,
  delete: (data, context) => {
    const prefixes = Object.keys(asMap(data.get("entries")) ?? {});
    return write(
      data,
      context,
      prefixes.map((prefix) => ({ prefix, action: null, op: "delete" })),
    );
  },
  importState: (id) => {
    const [computeAclId, suffix] = id.split("/");
    if (computeAclId === undefined || suffix !== "entries") {
      throw new Error(`invalid ID format: ${id}. Expected format: <compute_acl_id>/entries`);
    }
    return { id, state: { computeAclId } };
  },
});

/** Provider 12 accepts no address without the length of its prefix. */
function onlyPrefixes(inputs: PropertyMap, name: string): string[] {
  const entries = asMap(inputs.entries) ?? {};
  // The provider does not check a map with an unknown value.
  if (containsUnknown(entries)) return [];
  return Object.keys(entries)
    .filter((prefix) => entries[prefix] !== null && !isPrefix(prefix))
    .map((prefix) => `invalid prefix "${prefix}": expected valid CIDR notation. Examine values at '${name}.entries'.`);
}

function isPrefix(text: string): boolean {
  const [, address = "", length = ""] = /^(.*)\/(\d{1,3})$/.exec(text) ?? [];
  const longest = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  return Number(length) <= longest;
}

function changesOf(data: ResourceData): Entry[] {
  const old = asMap(data.old("entries")) ?? {};
  const wanted = asMap(data.get("entries")) ?? {};
  const gone = data.bool("manageEntries") ? Object.keys(old).filter((prefix) => !Object.hasOwn(wanted, prefix)) : [];
  return [
    ...gone.map((prefix): Entry => ({ prefix, action: null, op: "delete" })),
    ...Object.entries(wanted).map(
      ([prefix, action]): Entry => ({
        prefix,
        action: String(action),
        op: Object.hasOwn(old, prefix) ? "update" : "create",
      }),
    ),
  ];
}

async function read(data: ResourceData, { client }: Context): Promise<void> {
  try {
    const path = ["resources", "acls", data.string("computeAclId"), "entries"];
    const answer = (await client.send("GET", path)) as { entries?: { prefix: string; action: string }[] | null };
    const pairs = (answer.entries ?? []).map(({ prefix, action }) => [prefix, action]);
    data.set("entries", Object.fromEntries(pairs));
  } catch (error) {
    if (!isNotFound(error)) throw error;
    data.id = "";
  }
}

async function write(data: ResourceData, { client }: Context, entries: Entry[]): Promise<void> {
  if (entries.length === 0) return;
  const computeAclId = data.string("computeAclId");
  const path = ["resources", "acls", computeAclId, "entries"];
  // The provider's client repeats the id in the body.
  await client.send("PATCH", path, { json: { ComputeACLID: computeAclId, entries }, expect: ACCEPTED });
}
