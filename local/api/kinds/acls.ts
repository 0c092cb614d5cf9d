import { BlockList, isIP, isIPv6 } from "node:net";
import type { ApiRequest } from "../http";
import { noContent, ok, problem } from "../http";
import { cursorPage } from "../pages";
import { route } from "../router";
import type { Acl, AclEntry } from "../state";
import type { Store } from "../store";

const base = "/resources/acls";
const pageSize = 100;
/** The most changes that go-fastly sends at once. */
const MOST_CHANGES = 1_000;

/** Access control lists of Compute services. */
export const aclRoutes = [
  route("GET", base, (_, store) => ok({ data: store.state.acls.map(view), meta: { total: store.state.acls.length } })),
  route("POST", base, ({ fields }, store) => {
    const { name } = fields;
    if (typeof name !== "string" || name === "") {
      throw problem(400, "Bad Request", "name is required");
    }
    if (store.state.acls.some((acl) => acl.name === name)) {
      throw problem(409, "Conflict", `ACL with name '${name}' already exists`);
    }
    const acl: Acl = { id: store.newId("acl"), name, entries: [] };
    store.state.acls.push(acl);
    return ok(view(acl));
  }),
  route("GET", `${base}/:acl`, (request, store) => ok(view(find(request, store)))),
  route("DELETE", `${base}/:acl`, (request, store) => {
    const acl = find(request, store);
    store.refuseLinked(acl.id, "ACL");
    store.state.acls.splice(store.state.acls.indexOf(acl), 1);
    return { status: 200 };
  }),
  route("GET", `${base}/:acl/entries`, (request, store) => {
    const { data, meta } = cursorPage(request, find(request, store).entries, pageSize);
    return ok({ entries: data, meta });
  }),
  route("PATCH", `${base}/:acl/entries`, (request, store) => {
    const acl = find(request, store);
    if (!Array.isArray(request.fields.entries)) {
      throw problem(400, "Bad Request", "entries must be a list");
    }
    if (request.fields.entries.length > MOST_CHANGES) {
      throw problem(400, "Bad Request", `a batch is limited to ${MOST_CHANGES} entries`);
    }
    const entries = new Map(acl.entries.map((entry) => [entry.prefix, entry]));
    for (const { prefix, action, op } of request.fields.entries.map(checkedChange)) {
      if (op === "delete") {
        entries.delete(prefix);
      } else {
        entries.set(prefix, { prefix, action });
      }
    }
    acl.entries = [...entries.values()];
    return { status: 202 };
  }),
  route("GET", `${base}/:acl/entry/:ip`, (request, store) => {
    const ip = request.params.ip ?? "";
    const entry = mostSpecific(find(request, store).entries.filter((e) => contains(e.prefix, ip)));
    return entry === undefined ? noContent() : ok(entry);
  }),
];

function checkedChange(change: unknown): AclEntry & { op: string } {
  const { prefix, action, op } = (change ?? {}) as Record<string, unknown>;
  if (typeof prefix !== "string" || !["create", "update", "delete"].includes(String(op))) {
    throw problem(400, "Bad Request", "each entry needs a prefix and an op of create, update or delete");
  }
  if (op !== "delete" && action !== "ALLOW" && action !== "BLOCK") {
    throw problem(400, "Bad Request", "action must be ALLOW or BLOCK");
  }
  if (!isPrefix(prefix)) {
    throw problem(400, "Bad Request", `prefix '${prefix}' is no IP prefix in CIDR notation`);
  }
  return { prefix, action: String(action), op: String(op) };
}

/**
 * `192.0.2.0/24`, `2001:db8::/32`, or an address alone. Provider 11 sends addresses alone, and the recordings show that
 * Fastly accepts them.
 */
function isPrefix(prefix: string): boolean {
  const [, net = "", bits = "0"] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(prefix) ?? [];
  return isIP(net) !== 0 && Number(bits) <= (isIPv6(net) ? 128 : 32);
}

function contains(prefix: string, ip: string): boolean {
  const [net = "", bits] = prefix.split("/");
  const family = isIPv6(net) ? "ipv6" : "ipv4";
  try {
    const list = new BlockList();
    list.addSubnet(net, Number(bits ?? (family === "ipv6" ? 128 : 32)), family);
    return list.check(ip, isIPv6(ip) ? "ipv6" : "ipv4");
  } catch {
    return false;
  }
}

function mostSpecific(entries: AclEntry[]): AclEntry | undefined {
  const bits = (entry: AclEntry) => Number(entry.prefix.split("/")[1] ?? 128);
  return entries.sort((a, b) => bits(b) - bits(a))[0];
}

function find({ params }: ApiRequest, store: Store): Acl {
  const found = store.state.acls.find((acl) => acl.id === params.acl);
  if (found === undefined) {
    throw problem(404, "Not Found", `ACL '${params.acl}' not found`);
  }
  return found;
}

function view({ id, name }: Acl) {
  return { name, id };
}
