import {
  anything,
  type Decoder,
  field,
  flag,
  hiddenText,
  port,
  record,
  table,
  text,
  unchecked,
  wholeNumber,
} from "./decode";
import { below, type Context, typeName, wrongType } from "./finding";
import { dotted, isTable, type TomlValue } from "./toml";
import type {
  LocalBackend,
  LocalConfigStore,
  LocalPushpin,
  LocalServer,
  LocalStore,
  LocalStoreEntry,
  LocalWebsocketsPassthrough,
} from "./types";

const backend = table<LocalBackend>({
  url: field("url", text),
  overrideHost: field("override_host", text),
  certHost: field("cert_host", text),
  useSni: field("use_sni", flag),
  grpc: field("grpc", unchecked(flag)),
  health: field("health", unchecked(text)),
  firstByteTimeoutMs: field("first_byte_timeout_ms", unchecked(wholeNumber)),
  betweenBytesTimeoutMs: field("between_bytes_timeout_ms", unchecked(wholeNumber)),
  clientCertificate: field("client_certificate", anything),
  caCertificate: field("ca_certificate", anything),
});

const configStore = table<LocalConfigStore>({
  file: field("file", text),
  format: field("format", text),
  contents: field("contents", record(hiddenText), {}),
});

const entry = table<LocalStoreEntry>({
  key: field("key", text),
  file: field("file", text),
  data: field("data", hiddenText),
  metadata: field("metadata", hiddenText),
  env: field("env", text),
});

/**
 * A list of entries, or a file with its format. For a file, the Fastly CLI requires both keys in exactly this spelling.
 */
const store: Decoder<LocalStore> = (value, at) => {
  if (Array.isArray(value)) {
    return { entries: value.flatMap((element, index) => entry(element, below(at, String(index))) ?? []) };
  }
  if (isTable(value) && typeof value.file === "string" && typeof value.format === "string") {
    return { file: value.file, format: value.format };
  }
  return isTable(value)
    ? wrongType(
        at,
        "a table with file and format",
        missing(value),
        'Write both, in quotes: file = "…" and format = "json"',
      )
    : wrongType(
        at,
        "a list of entries or a file",
        typeName(value),
        `Write [[${dotted(at.path)}]] with a key and data.`,
      );
};

function missing(value: { [key: string]: TomlValue }): string {
  const absent = ["file", "format"].filter((key) => typeof value[key] !== "string");
  return `a table without ${absent.join(" and ")}`;
}

const pushpin = table<LocalPushpin>({
  enable: field("enable", flag),
  pushpinPath: field("pushpin_path", text),
  proxyPort: field("proxy_port", port),
  publishPort: field("publish_port", port),
});

const websocketsPassthrough = table<LocalWebsocketsPassthrough>({ enable: field("enable", flag) });

interface Sections extends LocalServer {
  dictionaries: LocalServer["configStores"];
  objectStore: LocalServer["kvStores"];
  objectStores: LocalServer["kvStores"];
}

const sections = table<Sections>({
  backends: field("backends", record(backend), {}),
  dictionaries: field("dictionaries", unchecked(record(configStore)), {}),
  configStores: field("config_stores", record(configStore), {}),
  objectStore: field("object_store", unchecked(record(store)), {}),
  objectStores: field("object_stores", unchecked(record(store)), {}),
  kvStores: field("kv_stores", record(store), {}),
  secretStores: field("secret_stores", record(store), {}),
  pushpin: field("pushpin", pushpin),
  websocketsPassthrough: field("websockets_passthrough", websocketsPassthrough),
  viceroyVersion: field("viceroy_version", text),
  acls: field("acls", anything),
  deviceDetection: field("device_detection", anything),
  geolocation: field("geolocation", anything),
  shieldingSites: field("shielding_sites", anything),
  fakeValidFastlyKeys: field("fake_valid_fastly_keys", anything),
});

/** `[local_server]`, with Viceroy's older names merged into the newer ones. */
export const localServer: Decoder<LocalServer> = (value: TomlValue, at: Context) => {
  const decoded = sections(value, at);
  if (decoded === undefined) {
    return undefined;
  }
  const { dictionaries, objectStore, objectStores, ...rest } = decoded;
  return {
    ...rest,
    configStores: { ...dictionaries, ...rest.configStores },
    kvStores: { ...objectStore, ...objectStores, ...rest.kvStores },
  };
};
