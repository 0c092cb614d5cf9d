import { formatToml, sha256, type TomlTable } from "pulumi-fastly-compute/internal";
import type { DictionaryItem, Service, State, Version } from "../api/state";
import { backendTable, type LocalServerBackends } from "./backends";

/** What Viceroy is told of a service version: the files of its directory, to which the paths in `toml` are relative. */
export interface RuntimeConfiguration {
  /** The `fastly.toml`: nothing but `[local_server]`. Read when the runtime starts. */
  toml: string;
  /** The backends, as `toml` has them. */
  backends: LocalServerBackends;
  /** The values of KV and secret stores by file name. Named by their content, so another value changes `toml` too. */
  values: Map<string, Buffer>;
  /** The items of dictionaries and config stores, and of access lists, by file name. */
  items: Map<string, string>;
  /** What Fastly does and Viceroy cannot, a sentence each. */
  differences: string[];
}

/**
 * The configuration of a service version as the local Fastly holds it.
 *
 * @param redirects backends that are sent somewhere else
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
    // A config store and a dictionary are one thing to the code, and to Viceroy.
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
      // Read at the start only: named by content, as values are.
      const digest = sha256(JSON.stringify(entries));
      return { file: itemsFile(`${acl.id}-${digest.slice(0, 16)}`, { entries }) };
    }),
  };
  return { toml: formatToml({ local_server }), backends, values, items, differences };
}

function record(items: readonly DictionaryItem[]): Record<string, string> {
  return Object.fromEntries(items.map(({ item_key, item_value }) => [item_key, item_value]));
}
