import type { Diagnostic } from "../errors/diagnostics";
import type { Setup } from "./setup";
import type { TomlTable, TomlValue } from "./toml";

/**
 * A `fastly.toml`, read and checked: https://www.fastly.com/documentation/reference/compute/fastly-toml.
 *
 * An empty string or list means "not given", as for the Fastly CLI, which itself writes empty keys. Records keep the
 * order of the file, except that JavaScript puts names that are whole numbers first.
 */
export interface Manifest {
  /** The file's name in messages. */
  file: string;
  /** The text of the file, without a byte order mark. */
  text: string;
  /** The version of the schema, 1 to 3. It is 3 when the file does not say. */
  manifestVersion: number;
  name?: string;
  description?: string;
  authors: string[];
  /** The language as written. The CLI trims it and changes it to lower case before it looks for a toolchain. */
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
  /** Everything in the file, including what nothing here reads. */
  raw: TomlTable;
  /**
   * The place of a key, or of the nearest table around it. Paths are those of the file: `["setup", "backends", "api"]`.
   */
  where(keyPath: readonly string[]): Place;
  /** The line of {@link Manifest.where}. */
  line(keyPath: readonly string[]): number | undefined;
}

/** A file's name in messages, and a line in it, counted from 1. */
export interface Place {
  file: string;
  line?: number;
}

/** A parsed text: no manifest when one of the diagnostics is an error. */
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

/** `[local_server]`: for `fastly compute serve` and Viceroy. It is never deployed. */
export interface LocalServer {
  backends: Record<string, LocalBackend>;
  /** First `dictionaries`, the older name, then `config_stores`. */
  configStores: Record<string, LocalConfigStore>;
  /** First `object_store` and `object_stores`, the older names, then `kv_stores`. */
  kvStores: Record<string, LocalStore>;
  secretStores: Record<string, LocalStore>;
  pushpin?: LocalPushpin;
  websocketsPassthrough?: LocalWebsocketsPassthrough;
  viceroyVersion?: string;
  /** Settings that only Viceroy reads, as written in the file. */
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

/** A KV or secret store: its entries, or a file with them. */
export type LocalStore = { entries: LocalStoreEntry[] } | { file: string; format: string };

export interface LocalStoreEntry {
  key?: string;
  file?: string;
  data?: string;
  /** KV stores only. */
  metadata?: string;
  /** Secret stores only: the environment variable with the value. */
  env?: string;
}

export interface LocalWebsocketsPassthrough {
  /** Whether a program may pass a WebSocket on to a backend. The Fastly CLI's default is true. */
  enable?: boolean;
}

export interface LocalPushpin {
  enable?: boolean;
  pushpinPath?: string;
  proxyPort?: number;
  publishPort?: number;
}
