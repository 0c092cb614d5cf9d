import { readChanges, readFields, requiredText } from "../fields";
import { healthcheckSettings } from "../settings";
import type { Healthcheck } from "../state";
import type { VersionedKind } from "../versioned";
import { belonging, inArray, versionedRoutes } from "../versioned";

const healthchecks: VersionedKind<Healthcheck> = {
  path: "healthcheck",
  title: "Healthcheck",
  duplicateOf: "healthcheck",
  ...inArray((version) => version.healthchecks),
  create: (fields) => ({ ...readFields(healthcheckSettings, fields), name: requiredText(fields, "name") }),
  update: (healthcheck, fields) => ({
    ...healthcheck,
    ...readChanges(healthcheckSettings, fields),
    ...("name" in fields && { name: requiredText(fields, "name") }),
  }),
  // Fastly's answer to the update has the headers as given. Every later answer has them as stored.
  updated: ({ headers }) => (typeof headers === "string" ? { headers: JSON.parse(headers) } : {}),
  view: (healthcheck, service, version) => ({ ...healthcheck, ...belonging(service, version) }),
};

export const healthcheckRoutes = versionedRoutes(healthchecks);
