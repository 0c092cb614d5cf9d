import { join } from "node:path";
import { formatKey, formatValue } from "../display/properties";
import { openStateFile } from "../engine/stateFile";
import type { StoredResource } from "../engine/storedResource";
import { isDefaultProvider, STACK_TYPE, urnName } from "../engine/urn";
import { terminalLine } from "../foreignText";

/** A stack's resources and outputs from its state, as `pulumi stack` lists them; secrets stay hidden. */
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
    rows.push([lead + terminalLine(resource.type), terminalLine(urnName(resource.urn))]);
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
