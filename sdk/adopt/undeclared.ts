import { LOG_PROVIDERS } from "../setup/logProviders";
import type { StoreKind } from "../setup/stores";

/** A service's blocks as the provider has them, of the live service or of what is declared. */
export type Blocks = Record<string, unknown>;

/** Where the store of a link can be declared, by the type that Fastly gives a link's resource: `config`, `kv-store` or `object-store`, `secret-store`. */
export function storeKind(type: string | undefined): StoreKind {
  if (type?.startsWith("config")) {
    return "configStores";
  }
  return type?.startsWith("secret") ? "secretStores" : "kvStores";
}

/** A block of a list, such as a backend. */
export type Block = { name?: unknown } & Record<string, unknown>;

/**
 * What lives at Fastly and is not declared, as lines for the arguments of the component, one per kind of thing. Values
 * that are, or could be, secrets are left to the reader.
 *
 * @param kindOf the kind of a linked store, by the name of its link.
 */
export function undeclared(live: Blocks, declared: Blocks, kindOf: (link: string) => StoreKind): string[] {
  const rest = (property: string) => missing(blocksOf(live[property]), blocksOf(declared[property]));
  return [
    ...domainLine(rest("domains")),
    ...group("backends", rest("backends").map(backendEntry)),
    ...group(
      "dictionaries",
      rest("dictionaries").map(({ name }) => entry(name, "{}")),
    ),
    ...linkLines(rest("resourceLinks"), kindOf),
    ...group(
      "logEndpoints",
      [...LOG_PROVIDERS.values()].flatMap(({ property }) => logEntries(property, rest(property))),
    ),
    ...group("products", productEntries(live.productEnablement, declared.productEnablement)),
  ];
}

/**
 * Links that live at Fastly to one store and are declared to another: the provider cannot move them, and what the
 * program reads would be another store's data.
 */
export function movedLinks(live: Blocks, declared: Blocks, kindOf: (link: string) => StoreKind): string[] {
  const wanted = blocksOf(declared.resourceLinks);
  const moved = blocksOf(live.resourceLinks).filter((link) =>
    wanted.some(({ name, resourceId }) => name === link.name && resourceId !== link.resourceId),
  );
  return linkLines(moved, kindOf);
}

function blocksOf(value: unknown): Block[] {
  return Array.isArray(value) ? (value as Block[]) : [];
}

function missing(live: Block[], declared: Block[]): Block[] {
  return live.filter(({ name }) => !declared.some((block) => block.name === name));
}

function group(argument: string, entries: string[]): string[] {
  return entries.length === 0 ? [] : [`${argument}: { ${entries.join(", ")} },`];
}

function entry(name: unknown, value: string): string {
  const key = String(name);
  return `${/^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key)}: ${value}`;
}

function object(fields: Record<string, unknown>): string {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined && value !== null && value !== "");
  return `{ ${given.map(([key, value]) => `${key}: ${JSON.stringify(value)}`).join(", ")} }`;
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

/** What `BackendArgs` sets when it is left out: not worth a place in the line. */
const BACKEND_DEFAULTS: Record<string, unknown> = {
  port: 443,
  sslCheckCert: true,
  connectTimeout: 1000,
  firstByteTimeout: 15000,
  betweenBytesTimeout: 10000,
  maxConn: 200,
  errorThreshold: 0,
  weight: 100,
  preferIpv6: true,
};

const BACKEND_SECRETS = ["sslClientCert", "sslClientKey"];

function backendEntry({ name, healthcheck, ...given }: Block): string {
  // The provider leaves out what has its own default.
  const block: Record<string, unknown> = { port: 80, useSsl: false, ...given };
  const followsFromAddress = ["overrideHost", "sslCertHostname", "sslSniHostname"];
  const fields = Object.entries({ address: block.address, ...block }).filter(
    ([key, value]) =>
      !key.startsWith("__") &&
      value !== BACKEND_DEFAULTS[key] &&
      value !== 0 &&
      !(followsFromAddress.includes(key) && value === block.address) &&
      !(key === "useSsl" && value === (block.port !== 80)) &&
      !BACKEND_SECRETS.includes(key),
  );
  return entry(name, object(Object.fromEntries(fields)));
}

/** Links as lines for the arguments: the stores that are there, taken over by their id. */
export function linkLines(links: Block[], kindOf: (link: string) => StoreKind): string[] {
  return (["configStores", "kvStores", "secretStores"] as const).flatMap((kind) =>
    group(
      kind,
      links
        .filter(({ name }) => kindOf(String(name)) === kind)
        .map(({ name, resourceId }) => entry(name, object({ existingId: resourceId }))),
    ),
  );
}

function logEntries(property: string, blocks: Block[]): string[] {
  const provider = [...LOG_PROVIDERS.values()].find((candidate) => candidate.property === property);
  return blocks.map((block) => {
    const settings = (provider?.required ?? []).map((setting) =>
      provider?.secrets.includes(setting)
        ? `${setting}: config.requireSecret(${JSON.stringify(`${block.name}-${setting}`)})`
        : `${setting}: ${JSON.stringify(block[setting])}`,
    );
    return entry(block.name, `{ ${provider?.key}: { ${settings.join(", ")} } }`);
  });
}

function productEntries(live: unknown, declared: unknown): string[] {
  const wanted = (declared ?? {}) as Record<string, unknown>;
  return Object.entries((live ?? {}) as Record<string, unknown>)
    .filter(([name, value]) => isEnabled(value) && !isEnabled(wanted[name]))
    .map(([name, value]) => {
      const { mode, workspaceId } = (typeof value === "object" ? value : {}) as Record<string, unknown>;
      return entry(name, typeof value === "object" ? object({ mode, workspaceId }) : "true");
    });
}

function isEnabled(value: unknown): boolean {
  return typeof value === "object" && value !== null
    ? (value as { enabled?: boolean }).enabled === true
    : value === true;
}
