import type { Setup } from "../../sdk/manifest";
import { NO_SETUP } from "../../sdk/manifest/setup";
import type { Sources } from "../../sdk/setup/given";
import type { Kind } from "../../sdk/setup/kind";
import { KINDS, type Things } from "../../sdk/setup/kinds";
import type { Report } from "../../sdk/setup/report";

/** The sources for resolving kinds, for the component `edge` of the project `shop`. */
export function sourcesOf(report: Report, setup: Partial<Setup> = {}, directory = "."): Sources {
  const identity = { organization: "organization", project: "shop", stack: "dev", component: "edge" };
  return { setup: { ...NO_SETUP, ...setup }, directory, owner: "edge", identity, before: {}, report };
}

/** The resolved things of an empty service. */
export function nothing(report: Report): Things {
  const sources = sourcesOf(report);
  const things = (Object.entries(KINDS) as [string, Kind][]).map(([name, kind]) => [
    name,
    kind.resolve({ generatedDomain: false }, sources),
  ]);
  return Object.fromEntries(things);
}
