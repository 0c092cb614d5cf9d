import type { Diagnostic } from "../errors/diagnostics";
import type { TomlTable, TomlValue } from "./toml";

/**
 * A `fastly.toml`, read and checked: https://www.fastly.com/documentation/reference/compute/fastly-toml.
 *
 * An empty string or list means "not given", as it does for the Fastly CLI, which writes empty keys itself. Records
 * keep the order of the file, except that JavaScript puts names that are whole numbers first.
 */
export interface Manifest {
  /** The file as the user knows it, for messages. */
  file: string;
  /** The text as it was read, without a byte order mark. */
  text: string;
  /** The version of the schema, 1 to 3; 3 when the file does not say. */
  manifestVersion: number;
  name?: string;
  description?: string;
  authors: string[];
  /** As written; the CLI trims and lower-cases it before it looks for a toolchain. */
  language?: string;
  /** The service that the Fastly CLI deploys to. */
  serviceId?: string;
  /** The starter kit that `fastly compute init` copied. */
  clonedFrom?: string;
  /** The name of a token stored by the Fastly CLI. */
  profile?: string;
  scripts: Scripts;
  setup: Setup;
  localServer: LocalServer;
  /** Everything in the file, also what nothing here reads. */
  raw: TomlTable;
  /** Where a key is defined, or the nearest table around it. Paths are those of the file: `["setup", "backends", "api"]`. */
  where(keyPath: readonly string[]): Place;
  /** The line of {@link Manifest.where}. */
  line(keyPath: readonly string[]): number | undefined;
}

/** A file as the user knows it, and a 1-based line in it. */
export interface Place {
  file: string;
  line?: number;
}

/** What {@link Manifest} says about a text: no manifest when one of the diagnostics is an error. */
export interface ParsedManifest {
  manifest?: Manifest;
  diagnostics: Diagnostic[];
}

/** `[scripts]`: shell commands, run in the project's directory. */
export interface Scripts {
  build?: string;
  /** Runs after `build` and may change the Wasm binary. */
  postBuild?: string;
  /** Run by `fastly compute init` only. */
  postInit?: string;
  /** `KEY=VALUE` lines for the build's environment. */
  envVars: string[];
  /** A file of `KEY=VALUE` lines, added after {@link Scripts.envVars}. */
  envFile?: string;
}

/** `[setup]`: what the code needs around it. Every section is empty when the file has none. */
export interface Setup {
  backends: Record<string, SetupBackend>;
  /** From the older format; the Fastly CLI no longer creates them. */
  dictionaries: Record<string, SetupConfigStore>;
  configStores: Record<string, SetupConfigStore>;
  /** `object_stores`, the older name, first, then `kv_stores`. */
  kvStores: Record<string, SetupKvStore>;
  secretStores: Record<string, SetupSecretStore>;
  logEndpoints: Record<string, SetupLogEndpoint>;
  products: Partial<Record<ProductName, SetupProduct>>;
}

/** The text of the older format for a question, which newer files call `description`. */
interface Described {
  description?: string;
  prompt?: string;
}

export interface SetupBackend extends Described {
  /** A hostname or an IP address. */
  address?: string;
  /** Undefined when the file has none, or one that is not positive. */
  port?: number;
}

/** A config store or a dictionary. */
export interface SetupConfigStore extends Described {
  items: Record<string, SetupItem>;
}

export interface SetupItem extends Described {
  /** May be empty: an empty value is a value here, which the Fastly CLI cannot express. */
  value?: string;
  /** What a value must look like, one of {@link INPUT_TYPES} unless a warning said otherwise. */
  inputType?: string;
}

export interface SetupKvStore extends Described {
  /** The table that declares it, to look up its line. */
  section: "object_stores" | "kv_stores";
  /** A JSON object whose members become items. */
  file?: string;
  items: Record<string, SetupKvItem>;
}

export interface SetupKvItem extends SetupItem {
  /** A file that holds the value. */
  file?: string;
}

export interface SetupSecretStore extends Described {
  entries: Record<string, SetupSecret>;
}

/** A secret's name; the format has no place for its value. */
export interface SetupSecret extends Described {
  inputType?: string;
}

export interface SetupLogEndpoint extends Described {
  /** In any spelling: `BigQuery`, `s3`, `New Relic`. */
  provider?: string;
}

/** `[setup.products.<name>]`. The settings next to `enable` belong to one product each. */
export interface SetupProduct {
  enable: boolean;
  /** `bot_management` only. */
  contentguard?: string;
  /** `ddos_protection` only. */
  mode?: string;
  /** `ngwaf` only. */
  workspaceId?: string;
}

/** The products that the Fastly CLI knows, by their names in the file and in Fastly's API. */
export const PRODUCTS = [
  "api_discovery",
  "bot_management",
  "brotli_compression",
  "ddos_protection",
  "domain_inspector",
  "fanout",
  "image_optimizer",
  "log_explorer_insights",
  "ngwaf",
  "origin_inspector",
  "websockets",
] as const;

export type ProductName = (typeof PRODUCTS)[number];

/** The values of the older format's `input_type`. */
export const INPUT_TYPES = ["string", "number", "integer", "email", "url", "http-header", "password"] as const;

/** `[local_server]`: for `fastly compute serve` and Viceroy, never deployed. */
export interface LocalServer {
  backends: Record<string, LocalBackend>;
  /** `dictionaries`, the older name, first, then `config_stores`. */
  configStores: Record<string, LocalConfigStore>;
  /** `object_store` and `object_stores`, the older names, first, then `kv_stores`. */
  kvStores: Record<string, LocalStore>;
  secretStores: Record<string, LocalStore>;
  pushpin?: LocalPushpin;
  viceroyVersion?: string;
  /** What only Viceroy reads, as it stands in the file. */
  acls?: TomlValue;
  deviceDetection?: TomlValue;
  geolocation?: TomlValue;
  shieldingSites?: TomlValue;
  fakeValidFastlyKeys?: TomlValue;
}

export interface LocalBackend {
  url?: string;
  overrideHost?: string;
  certHost?: string;
  /** Viceroy's default is true. */
  useSni?: boolean;
  grpc?: boolean;
  health?: string;
  firstByteTimeoutMs?: number;
  betweenBytesTimeoutMs?: number;
  clientCertificate?: TomlValue;
  caCertificate?: TomlValue;
}

export interface LocalConfigStore {
  file?: string;
  format?: string;
  contents: Record<string, string>;
}

/** A KV or secret store: its entries, or a file that holds them. */
export type LocalStore = { entries: LocalStoreEntry[] } | { file: string; format: string };

export interface LocalStoreEntry {
  key?: string;
  file?: string;
  data?: string;
  /** KV stores only. */
  metadata?: string;
  /** Secret stores only: the environment variable that holds the value. */
  env?: string;
}

export interface LocalPushpin {
  enable?: boolean;
  pushpinPath?: string;
  proxyPort?: number;
  publishPort?: number;
}
