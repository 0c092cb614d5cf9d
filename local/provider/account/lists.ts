import type { InvokeResult } from "../../engine/contract";
import type { PropertyMap } from "../../engine/value";
import type { Context } from "../bridge/resource";
import { textsInRequestOrder } from "../bridge/sets";
import { goTime } from "../goTime";
import { inPages } from "../pages";

type List = (args: PropertyMap, context: () => Context) => Promise<InvokeResult>;

/** The functions that list things of the account. */
export const accountFunctions = {
  getComputeAcls: (async (_, context) => {
    const { data } = (await context().client.send("GET", ["resources", "acls"])) as {
      data: { id: string; name: string }[];
    };
    return listed({ acls: data.map(({ id, name }) => ({ id, name })) });
  }) satisfies List,
  getDatacenters: (async (_, context) => {
    const all = (await context().client.send("GET", ["datacenters"])) as Record<string, string | undefined>[];
    return listed({
      pops: all.map(({ code = "", group = "", name = "", shield = "" }) => ({ code, group, name, shield })),
    });
  }) satisfies List,
  getDictionaries: (async (args, context) => {
    const path = ["service", String(args.serviceId), "version", Number(args.serviceVersion), "dictionary"];
    const all = (await context().client.send("GET", path)) as { id: string; name: string; write_only: boolean }[];
    const dictionaries = all.map(({ id, name, write_only }) => ({ id, name, writeOnly: write_only }));
    return listed({ ...args, dictionaries });
  }) satisfies List,
  getFastlyIpRanges: (async (_, context) => {
    const { addresses, ipv6_addresses } = (await context().client.send("GET", ["public-ip-list"])) as {
      addresses: string[];
      ipv6_addresses: string[];
    };
    return listed({ cidrBlocks: addresses.toSorted(), ipv6CidrBlocks: ipv6_addresses.toSorted() });
  }) satisfies List,
  getServices: (async (_, context) => {
    const all = (await context().client.send("GET", ["service"])) as Service[];
    const details = all.map(({ comment, created_at, customer_id, id, name, type, updated_at, version }) => ({
      comment,
      createdAt: goTime(created_at),
      customerId: customer_id,
      id,
      name,
      type,
      updatedAt: goTime(updated_at),
      version,
    }));
    return listed({ details, ids: textsInRequestOrder(all.map(({ id }) => id)) });
  }) satisfies List,
};

/** Version 12 has the function under two names. */
export const getDomains: List = async (_, context) => {
  const path = ["domain-management", "v1", "domains"];
  const found = await inPages<Domain>(context().client, path, { limit: "100" });
  const domains = found.map(({ id, fqdn, service_id }) => ({ fqdn, id, serviceId: service_id ?? "" }));
  return listed({ domains, total: found.length });
};

interface Domain {
  id: string;
  fqdn: string;
  service_id: string | null;
}

interface Service
  extends Record<"id" | "name" | "type" | "comment" | "customer_id" | "created_at" | "updated_at", string> {
  version: number;
}

/** Adds the id. The real provider makes it by a hash of the answer, so it changes with the answer. */
function listed(returns: PropertyMap): InvokeResult {
  let hash = 0;
  for (const code of Buffer.from(JSON.stringify(returns))) {
    hash = (hash * 31 + code) >>> 0;
  }
  return { returns: { ...returns, id: String(hash) } };
}
