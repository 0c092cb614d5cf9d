import { existsSync } from "node:fs";
import { join } from "node:path";
import { FILE_LIMITS, namesIn, readRegularText } from "pulumi-fastly-compute/internal";
import { NOT_SIMULATED } from "../display/names";
import { formatKey, formatValue } from "../display/properties";
import { openStateFile } from "../engine/stateFile";
import type { StoredResource } from "../engine/storedResource";
import { isDefaultProvider, STACK_TYPE, urnName } from "../engine/urn";
import { terminalLine } from "../foreignText";
import { isStackName } from "./stackName";

/** A stack's resources and outputs from its state, in the form of `pulumi stack`. Secrets stay hidden. */
export function listStack(
  stack: string,
  stateDirectory: string,
  passphrase = process.env.PULUMI_CONFIG_PASSPHRASE,
): string {
  const { resources } = openStateFile(join(stateDirectory, stack, "state.json"), passphrase ?? "").initial;
  const shown = resources.filter((resource) => !isDefaultProvider(resource.urn));
  if (shown.length === 0) {
    return `Stack ${stack} has no resources. Run: npx fastly-compute-local up\n`;
  }
  const root = shown.find((resource) => resource.type === STACK_TYPE);
  const rows: [string, string][] = [["TYPE", "NAME"], ...treeRows(shown, root)];
  const outputs = Object.entries(root?.outputs ?? {}).map(([key, value]): [string, string] => [
    formatKey(key),
    formatValue(value, []),
  ]);
  return [
    `Current stack is ${stack}, on the local engine.`,
    `Current stack resources (${shown.length}):`,
    ...columns(rows),
    "",
    `Current stack outputs (${outputs.length}):`,
    ...(outputs.length === 0
      ? ["    No output values currently in this stack"]
      : columns([["OUTPUT", "VALUE"], ...outputs])),
    "",
  ].join("\n");
}

/**
 * The stacks of a state directory, in the form of `pulumi stack ls`: each with its number of resources and last update.
 */
export function listStacks(stateDirectory: string, json: boolean): string {
  const stacks = namesIn(stateDirectory).flatMap((name) => {
    const file = join(stateDirectory, name, "state.json");
    return isStackName(name) && existsSync(file) ? [{ name, ...stateOf(file) }] : [];
  });
  if (json) {
    const told = stacks.map(({ name, lastUpdate, resourceCount }) => ({
      name,
      current: false,
      lastUpdate,
      resourceCount,
    }));
    return `${JSON.stringify(told, undefined, 2)}\n`;
  }
  const rows = stacks.map(({ name, lastUpdate, resourceCount }) => [
    name,
    lastUpdate ?? "n/a",
    String(resourceCount ?? "n/a"),
  ]);
  const table = [["NAME", "LAST UPDATE", "RESOURCE COUNT"], ...rows];
  const widths = [0, 1].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  return table
    .map(
      ([name = "", last = "", count = ""]) =>
        `${name.padEnd(widths[0] ?? 0)}  ${last.padEnd(widths[1] ?? 0)}  ${count}\n`,
    )
    .join("");
}

/** These facts are no secrets, so no passphrase is needed. */
function stateOf(file: string): { lastUpdate?: string; resourceCount?: number } {
  try {
    const { deployment } = JSON.parse(readRegularText(file, FILE_LIMITS.data));
    return { lastUpdate: terminalLine(String(deployment.manifest.time)), resourceCount: deployment.resources.length };
  } catch {
    return {};
  }
}

function treeRows(resources: StoredResource[], root: StoredResource | undefined): [string, string][] {
  const urns = new Set(resources.map((resource) => resource.urn));
  const childrenOf = (parent: StoredResource | undefined) =>
    resources.filter(
      (resource) =>
        resource !== parent &&
        (resource.parent === parent?.urn || (parent === root && !urns.has(resource.parent ?? "") && resource !== root)),
    );
  const rows: [string, string][] = [];
  const visit = (resource: StoredResource, lead: string, childLead: string) => {
    const mark = resource.echoed ? ` ${NOT_SIMULATED}` : "";
    rows.push([lead + terminalLine(resource.type) + mark, terminalLine(urnName(resource.urn))]);
    const children = childrenOf(resource);
    for (const [i, child] of children.entries()) {
      const last = i === children.length - 1;
      visit(child, `${childLead}${last ? "└─ " : "├─ "}`, `${childLead}${last ? "   " : "│  "}`);
    }
  };
  for (const top of root === undefined ? childrenOf(undefined) : [root]) {
    visit(top, "", "");
  }
  return rows;
}

function columns(rows: [string, string][]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `    ${left.padEnd(width)}  ${right}`);
}
