import { formatToml, sha256, type TomlTable } from "pulumi-fastly-compute/internal";
import type { DictionaryItem, Service, State, Version } from "../api/state";
import { backendTable, type LocalServerBackends } from "./backends";

/** Viceroy's configuration for a service version: the files of its directory. Paths in `toml` are relative to it. */
export interface RuntimeConfiguration {
  /** The `fastly.toml`: only `[local_server]`. Read when the runtime starts. */
  toml: string;
  /** The backends in `toml`. */
  backends: LocalServerBackends;
  /**
   * The values of KV and secret stores by file name. The name depends on the content, so a new value changes `toml`
   * too.
   */
  values: Map<string, Buffer>;
  /** The items of dictionaries, config stores and access lists, by file name. */
  items: Map<string, string>;
  /** Features of Fastly that Viceroy lacks, one sentence each. */
  differences: string[];
}

/**
 * The configuration of a service version in the local Fastly.
 *
 * @param redirects the redirected backends
 * @param more tables of `[local_server]` that no service has
 */
export function runtimeConfiguration(
  state: State,
  service: Service,
  version: Version,
  redirects: LocalServerBackends = {},
  more: TomlTable = {},
): RuntimeConfiguration {
  const values = new Map<string, Buffer>();
  const items = new Map<string, string>();
  const differences: string[] = [];

  const valueFile = (base64: string): string => {
    const bytes = Buffer.from(base64, "base64");
    const file = `values/${sha256(bytes)}`;
    values.set(file, bytes);
    return file;
  };
  const itemsFile = (id: string, content: unknown): string => {
    const file = `items/${id}.json`;
    items.set(file, JSON.stringify(content));
    return file;
  };
  const linked = <T extends { id: string }, V>(stores: readonly T[], kind: string, table: (store: T) => V) =>
    Object.fromEntries(
      version.links.flatMap((link) => {
        const store = stores.find(({ id }) => link.resource_type === kind && id === link.resource_id);
        return store === undefined ? [] : [[link.name, table(store)]];
      }),
    );

  const dictionaries = version.dictionaries.map(({ id, name }) => [
    name,
    { format: "json", file: itemsFile(id, record(service.dictionaryItems[id] ?? [])) },
  ]);
  const backends = Object.fromEntries(
    version.backends.map((backend) => [backend.name, redirects[backend.name] ?? backendTable(backend, differences)]),
  );
  const local_server = {
    ...more,
    backends,
    // Config stores and dictionaries are the same to the program, and to Viceroy.
    dictionaries: {
      ...Object.fromEntries(dictionaries),
      ...linked(state.configStores, "config", (store) => ({
        format: "json",
        file: itemsFile(store.id, record(store.items)),
      })),
    },
    kv_stores: linked(state.kvStores, "object-store", (store) =>
      store.items.map(({ key, value, metadata }) => ({
        key,
        file: valueFile(value),
        ...(metadata !== null && { metadata }),
      })),
    ),
    secret_stores: linked(state.secretStores, "secret-store", (store) =>
      store.secrets.map(({ name, value }) => ({ key: name, file: valueFile(value) })),
    ),
    acls: linked(state.acls, "acl", (acl) => {
      const entries = acl.entries.map((entry) => ({ op: "create", ...entry }));
      // Viceroy reads these at its start only. So the name depends on the content, as for values.
      const digest = sha256(JSON.stringify(entries));
      return { file: itemsFile(`${acl.id}-${digest.slice(0, 16)}`, { entries }) };
    }),
  };
  return { toml: formatToml({ local_server }), backends, values, items, differences };
}

function record(items: readonly DictionaryItem[]): Record<string, string> {
  return Object.fromEntries(items.map(({ item_key, item_value }) => [item_key, item_value]));
}
