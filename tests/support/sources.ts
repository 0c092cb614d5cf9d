import type { Setup } from "../../sdk/manifest";
import { NO_SETUP } from "../../sdk/manifest/setup";
import type { Kind, Sources } from "../../sdk/setup/kind";
import { KINDS, type Things } from "../../sdk/setup/kinds";
import type { Report } from "../../sdk/setup/report";

/** What kinds resolve things from, for the component `edge` of the project `shop`. */
export function sourcesOf(report: Report, setup: Partial<Setup> = {}, directory = "."): Sources {
  const identity = { organization: "organization", project: "shop", stack: "dev", component: "edge" };
  return { setup: { ...NO_SETUP, ...setup }, directory, owner: "edge", identity, before: {}, report };
}

/** What is resolved for a service without anything. */
export function nothing(report: Report): Things {
  const sources = sourcesOf(report);
  const things = (Object.entries(KINDS) as [string, Kind][]).map(([name, kind]) => [
    name,
    kind.resolve({ generatedDomain: false }, sources),
  ]);
  return Object.fromEntries(things);
}
