import type { Field, Values } from "../fields";
import { integer, readChanges, readFields, requiredText, text } from "../fields";
import { badRequest } from "../http";
import type { Healthcheck } from "../state";
import type { VersionedKind } from "../versioned";
import { belonging, inArray, versionedRoutes } from "../versioned";

/** Sent as one form field holding a JSON array: `["Foo:Bar"]`. */
const headers: Field<string[]> = {
  absent: [],
  read: (value) => {
    const list = typeof value === "string" ? parseList(value) : value;
    if (!Array.isArray(list) || !list.every((header) => typeof header === "string")) {
      throw badRequest("Headers must be a list of 'Name: value'");
    }
    return list.map((header: string) => header.replace(/^([^:]*):\s*/, "$1: ")).sort();
  },
};

function parseList(value: string): unknown {
  try {
    return value === "" ? [] : JSON.parse(value);
  } catch {
    return undefined;
  }
}

const settings = {
  check_interval: integer(5_000),
  comment: text(),
  expected_response: integer(200),
  headers,
  host: text(),
  http_version: text("1.1"),
  initial: integer(2),
  method: text("HEAD"),
  path: text("/"),
  threshold: integer(3),
  timeout: integer(5_000),
  window: integer(5),
};

export type HealthcheckSettings = Values<typeof settings>;

const healthchecks: VersionedKind<Healthcheck> = {
  path: "healthcheck",
  title: "Healthcheck",
  duplicateOf: "healthcheck",
  ...inArray((version) => version.healthchecks),
  create: (fields) => ({ ...readFields(settings, fields), name: requiredText(fields, "name") }),
  update: (healthcheck, fields) => ({
    ...healthcheck,
    ...readChanges(settings, fields),
    ...("name" in fields && { name: requiredText(fields, "name") }),
  }),
  view: (healthcheck, service, version) => ({ ...healthcheck, ...belonging(service, version) }),
};

export const healthcheckRoutes = versionedRoutes(healthchecks);
