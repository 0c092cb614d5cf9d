import { type Block, type Blocks, blocksOf, entry, group, missing, object } from "../setup/lines";
import { origin } from "../setup/logEndpoints";
import { LOG_PROVIDERS } from "../setup/logProviders";
import type { StoreKind } from "../setup/stores";
import { backendEntry, checkOf, uncheckedEntries, unusedChecks } from "./backendLines";

/**
 * Where what a link leads to can be declared, by the type that Fastly gives it: `config`, `kv-store` or `object-store`,
 * `secret-store`. Undefined for what the component does not know, such as an `acl`.
 */
export function storeKind(type: string | undefined): StoreKind | undefined {
  if (type?.startsWith("config")) {
    return "configStores";
  }
  if (type?.startsWith("secret")) {
    return "secretStores";
  }
  return type?.startsWith("kv") || type?.startsWith("object") ? "kvStores" : undefined;
}

/** The type of what a link leads to, by the name of the link. */
export type TypeOfLink = (link: string) => string | undefined;

/** What lives at Fastly and is not declared. */
export interface Undeclared {
  /** Lines for the arguments of the component, one per kind of thing. */
  lines: string[];
  /** What no argument can declare, in words. */
  undeclarable: string[];
}

/**
 * What a service would lose by what is declared for it. Values that are, or could be, secrets are left to the reader.
 */
export function undeclared(live: Blocks, declared: Blocks, typeOf: TypeOfLink): Undeclared {
  const rest = (property: string) => missing(blocksOf(live[property]), blocksOf(declared[property]));
  const checks = blocksOf(live.healthchecks);
  const links = linkLines(rest("resourceLinks"), typeOf);
  return {
    lines: [
      ...domainLine(rest("domains")),
      ...group("backends", [
        ...rest("backends").map((backend) => backendEntry(backend, checkOf(backend, checks))),
        ...uncheckedEntries(live, declared),
      ]),
      ...group(
        "dictionaries",
        rest("dictionaries").map(({ name }) => entry(name, "{}")),
      ),
      ...links.lines,
      ...group(
        "logEndpoints",
        [...LOG_PROVIDERS.values()].flatMap(({ property }) => logEntries(property, rest(property))),
      ),
      ...group("products", productEntries(live.productEnablement, declared.productEnablement)),
    ],
    undeclarable: [
      ...unusedChecks(live, declared).map(({ name }) => `the health check ${name}, which no backend has`),
      ...links.undeclarable,
    ],
  };
}

/**
 * Links that live at Fastly to one store and are declared to another: the provider cannot move them, and what the
 * program reads would be another store's data.
 */
export function movedLinks(live: Blocks, declared: Blocks, typeOf: TypeOfLink): Undeclared {
  const wanted = blocksOf(declared.resourceLinks);
  const moved = blocksOf(live.resourceLinks).filter((link) =>
    wanted.some(({ name, resourceId }) => name === link.name && resourceId !== link.resourceId),
  );
  return linkLines(moved, typeOf);
}

function domainLine(domains: Block[]): string[] {
  const names = domains.map(({ name }) => String(name));
  if (names.length === 0) {
    return [];
  }
  // A service with a generated domain of its own hardly wants a second one.
  const own = names.some((name) => name.endsWith(".edgecompute.app")) ? " generatedDomain: false," : "";
  return [`domains: ${JSON.stringify(names)},${own}`];
}

/** Links to stores of one kind as a line for the arguments: the stores that are there, by their id. */
export function storeLine(kind: StoreKind, links: Block[]): string[] {
  return group(
    kind,
    links.map(({ name, resourceId }) => entry(name, object({ existingId: resourceId }))),
  );
}

/** Links as lines for the arguments, and those that no argument can declare. */
export function linkLines(links: Block[], typeOf: TypeOfLink): Undeclared {
  const kindOf = ({ name }: Block) => storeKind(typeOf(String(name)));
  return {
    lines: (["configStores", "kvStores", "secretStores"] as const).flatMap((kind) =>
      storeLine(
        kind,
        links.filter((link) => kindOf(link) === kind),
      ),
    ),
    undeclarable: links
      .filter((link) => kindOf(link) === undefined)
      .map(({ name, resourceId }) => {
        const type = typeOf(String(name));
        return `the link ${name} to ${type === undefined ? "" : `the ${type} `}${resourceId}`;
      }),
  };
}

function logEntries(property: string, blocks: Block[]): string[] {
  const provider = [...LOG_PROVIDERS.values()].find((candidate) => candidate.property === property);
  return blocks.map((block) => {
    const settings = (provider?.required ?? []).map((setting) =>
      provider?.secrets.includes(setting) || hidesSomething(block[setting])
        ? `${setting}: config.requireSecret(${JSON.stringify(`${block.name}-${setting}`)})`
        : `${setting}: ${JSON.stringify(block[setting])}`,
    );
    return entry(block.name, `{ ${provider?.key}: { ${settings.join(", ")} } }`);
  });
}

function hidesSomething(value: unknown): boolean {
  return typeof value === "string" && origin(value) !== value.replace(/\/$/, "");
}

function productEntries(live: unknown, declared: unknown): string[] {
  const wanted = (declared ?? {}) as Record<string, unknown>;
  return Object.entries((live ?? {}) as Record<string, unknown>)
    .filter(([name, value]) => isEnabled(value) && !isEnabled(wanted[name]))
    .map(([name, value]) => {
      const { contentguard, mode, workspaceId } = (typeof value === "object" ? value : {}) as Record<string, unknown>;
      return entry(name, typeof value === "object" ? object({ contentguard, mode, workspaceId }) : "true");
    });
}

function isEnabled(value: unknown): boolean {
  return typeof value === "object" && value !== null
    ? (value as { enabled?: boolean }).enabled === true
    : value === true;
}
