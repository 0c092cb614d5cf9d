import type { InvokeResult } from "../engine/contract";
import type { PropertyMap } from "../engine/value";
import type { Context } from "./bridge/resource";

/** The staging addresses of a version's domains, without versionless ones. */
export async function getStagingIps(args: PropertyMap, context: () => Context): Promise<InvokeResult> {
  const { serviceId, serviceVersion } = args;
  const path = ["service", String(serviceId), "version", Number(serviceVersion), "domain"];
  const domains = (await context().client.send("GET", path, { query: { include: "staging_ips" } })) as {
    name: string;
    staging_ip?: string;
  }[];
  const list = domains.map(({ name, staging_ip }) => ({ name, stagingIp: staging_ip ?? "" }));
  return { returns: { ...args, id: list.map(({ name }) => name).join(), domains: list } };
}
