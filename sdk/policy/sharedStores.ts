import type { PolicyResource, StackValidationPolicy } from "@pulumi/policy";
import { LINKED_KINDS } from "../setup/kinds";
import { stackPolicy } from "./remedy";
import { componentOf, known, nist, TEXTS, TYPES } from "./types";

/**
 * No two services of a stack share a store: a write by one service would change the other. Configuration: `except`, the
 * names or ids of stores at Fastly that may be shared.
 */
export const storesNotShared: StackValidationPolicy = stackPolicy({
  name: "stores-not-shared",
  displayName: "Stores are not shared",
  description: "No two services share a store.",
  severity: "medium",
  framework: nist("SC-4", "Information in Shared System Resources"),
  tags: ["config-stores", "kv-stores", "secret-stores"],
  remediationSteps: "Give each service a store of its own, or add the store to the policy's [except].",
  url: "https://www.fastly.com/documentation/reference/api/services/resource/",
  configSchema: { properties: { except: { ...TEXTS, description: "Names or ids of stores that may be shared." } } },
  validateStack(args, reportViolation) {
    const { except = [] } = args.getConfig<{ except?: string[] }>();
    const users = new Map<string, { store: string; by: Map<string, string> }>();
    const use = (key: string, store: string | undefined, service: { urn: string; name: string } | undefined) => {
      if (store === undefined || service === undefined || except.includes(store)) return;
      const entry = users.get(key) ?? { store, by: new Map() };
      users.set(key, entry);
      entry.by.set(service.urn, service.name);
    };
    for (const resource of args.resources) {
      if (LINKED_KINDS.some(([, { review }]) => resource.isType(review.child))) {
        use(`${resource.type} ${resource.props.store}`, resource.props.store, componentOf(resource));
      }
      for (const id of linkedIds(resource)) use(`id ${id}`, id, componentOf(resource) ?? resource);
    }
    const reported = new Set<string>();
    for (const { store, by } of users.values()) {
      const services = [...by.values()].sort().map((name) => `"${name}"`);
      // A pair that shares a store by its name and by its id is one violation.
      const pair = [...by.keys()].sort().join(" ");
      if (services.length < 2 || reported.has(pair)) continue;
      reported.add(pair);
      reportViolation(
        `The services ${services.join(" and ")} share the store "${store}".`,
        [...by.keys()].sort().at(-1),
      );
    }
  },
});

/** A preview knows the ids of existing stores, and not those of new ones. */
function linkedIds(resource: PolicyResource): string[] {
  if (resource.type !== TYPES.service) return [];
  const links = known(() => resource.props.resourceLinks as { resourceId: string }[] | undefined) ?? [];
  const ids: string[] = [];
  for (let index = 0; index < links.length; index++) {
    const id = known(() => links[index]?.resourceId);
    if (typeof id === "string") ids.push(id);
  }
  return ids;
}
