import {
  type Decoder,
  type Field,
  type Fields,
  field,
  flag,
  hiddenText,
  record,
  table,
  text,
  unchecked,
  wholeNumber,
} from "./decode";
import { manifestError } from "./errors";
import type { Context } from "./finding";
import type { TomlValue } from "./toml";

/** `[setup]`: what the code needs around it. A missing section is empty. */
export interface Setup {
  backends: Record<string, SetupBackend>;
  /** From the older format. The Fastly CLI no longer creates dictionaries. */
  dictionaries: Record<string, SetupConfigStore>;
  configStores: Record<string, SetupConfigStore>;
  /** First `object_stores`, the older name, then `kv_stores`. */
  kvStores: Record<string, SetupKvStore>;
  secretStores: Record<string, SetupSecretStore>;
  logEndpoints: Record<string, SetupLogEndpoint>;
  products: Partial<Record<ProductName, SetupProduct>>;
}

/** The older format's text for a question. Newer files call it `description`. */
interface Described {
  description?: string;
  prompt?: string;
}

export interface SetupBackend extends Described {
  /** A hostname or an IP address. */
  address?: string;
  /** Undefined when the file has none, or a port that is not positive. */
  port?: number;
}

/** A config store or a dictionary. */
export interface SetupConfigStore extends Described {
  items: Record<string, SetupItem>;
}

export interface SetupItem extends Described {
  /** The value. It may be empty here, which the Fastly CLI cannot express. */
  value?: string;
  /** The required form of the value: one of {@link INPUT_TYPES}, or another text after a warning. */
  inputType?: string;
}

export interface SetupKvStore extends Described {
  /** The table that declares it, for its line. */
  section: "object_stores" | "kv_stores";
  /** A JSON file whose members become items. */
  file?: string;
  items: Record<string, SetupKvItem>;
}

export interface SetupKvItem extends SetupItem {
  /** A file with the value. */
  file?: string;
}

export interface SetupSecretStore extends Described {
  entries: Record<string, SetupSecret>;
}

/** A secret's name. The format has no value for it. */
export interface SetupSecret extends Described {
  inputType?: string;
}

export interface SetupLogEndpoint extends Described {
  /** The provider in any spelling: `BigQuery`, `s3`, `New Relic`. */
  provider?: string;
}

/** `[setup.products.<name>]`. Each setting beside `enable` belongs to one product. */
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
const INPUT_TYPES = ["string", "number", "integer", "email", "url", "http-header", "password"] as const;

const reportUnread = { reportUnread: true };

const described = {
  description: field("description", text),
  prompt: field("prompt", unchecked(text)),
};

const inputType: Decoder<string> = (value, at) => {
  const name = text(value, at);
  if (name !== undefined && !(INPUT_TYPES as readonly string[]).includes(name)) {
    at.report({
      severity: "warning",
      explanation: manifestError.explain("input-type-unknown", { type: name, known: INPUT_TYPES }),
      path: at.path,
    });
  }
  return name;
};

const positive: Decoder<number> = (value, at) => {
  const number = wholeNumber(value, at);
  return number !== undefined && number > 0 ? number : undefined;
};

const USE_ADDRESS = "Give the hostname as address, and the port as port.";

const backend = table<SetupBackend>(
  { ...described, address: field("address", text), port: field("port", positive) },
  { reportUnread: true, advice: { url: USE_ADDRESS, host: USE_ADDRESS, hostname: USE_ADDRESS } },
);

const item: Fields<SetupItem> = {
  ...described,
  value: field("value", hiddenText),
  inputType: field("input_type", unchecked(inputType)),
};

const configStore = table<SetupConfigStore>(
  { ...described, items: field("items", record(table<SetupItem>(item, reportUnread)), {}) },
  reportUnread,
);

function kvStore(section: SetupKvStore["section"]): Decoder<SetupKvStore> {
  const decode = table<Omit<SetupKvStore, "section">>(
    {
      ...described,
      file: field("file", text),
      items: field("items", record(table<SetupKvItem>({ ...item, file: field("file", text) }, reportUnread)), {}),
    },
    reportUnread,
  );
  return (value, at) => {
    const store = decode(value, at);
    return store && { section, ...store };
  };
}

const secret: Fields<SetupSecret> = { ...described, inputType: field("input_type", unchecked(inputType)) };

const NO_VALUE = "Remove the value, and replace the secret where it was issued: a manifest is not a place for secrets.";

const secretStore = table<SetupSecretStore>(
  {
    ...described,
    entries: field("entries", record(table(secret, { reportUnread: true, advice: { value: NO_VALUE } })), {}),
  },
  reportUnread,
);

const logEndpoint = table<SetupLogEndpoint>(
  { description: field("description", unchecked(text)), prompt: described.prompt, provider: field("provider", text) },
  reportUnread,
);

const enable = { enable: field("enable", flag, false) };

const productSettings: { [name: string]: Record<string, Field<string>> } = {
  bot_management: { contentguard: field("contentguard", text) },
  ddos_protection: { mode: field("mode", text) },
  ngwaf: { workspaceId: field("workspace_id", text) },
};

const products = table<Setup["products"]>(
  Object.fromEntries(
    PRODUCTS.map((name) => {
      const settings = { ...enable, ...productSettings[name] } as Fields<SetupProduct>;
      return [name, field(name, table<SetupProduct>(settings, reportUnread))];
    }),
  ) as Fields<Setup["products"]>,
  reportUnread,
);

interface Sections extends Setup {
  objectStores: Setup["kvStores"];
}

const SECTIONS: Fields<Sections> = {
  backends: field("backends", record(backend), {}),
  dictionaries: field("dictionaries", record(configStore), {}),
  configStores: field("config_stores", record(configStore), {}),
  objectStores: field("object_stores", record(kvStore("object_stores")), {}),
  kvStores: field("kv_stores", record(kvStore("kv_stores")), {}),
  secretStores: field("secret_stores", record(secretStore), {}),
  logEndpoints: field("log_endpoints", record(logEndpoint), {}),
  products: field("products", products, {}),
};

/** The sections with their keys in the file, by property. */
const KEYS = Object.entries(SECTIONS).map(([property, { key }]) => [property, key] as [keyof Sections, string]);

/** The keys of `[setup]`. */
export const SETUP_KEYS = KEYS.map(([, key]) => key);

/** The sections with one key: all but KV stores. */
export const SETUP_SECTIONS = KEYS.filter(([property]) => !["objectStores", "kvStores"].includes(property)) as [
  keyof Setup,
  string,
][];

const sections = table<Sections>(SECTIONS, reportUnread);

/** The setup of a manifest without `[setup]`. */
export const NO_SETUP: Setup = withoutOldName(
  Object.fromEntries(Object.keys(SECTIONS).map((section) => [section, {}])) as unknown as Sections,
);

/** Reads every section of `[setup]`. */
export const setup: Decoder<Setup> = (value: TomlValue, at: Context) => {
  const decoded = sections(value, at);
  if (decoded === undefined) {
    return undefined;
  }
  const { objectStores, kvStores } = decoded;
  for (const name of Object.keys(objectStores).filter((key) => Object.hasOwn(kvStores, key))) {
    at.report({
      severity: "warning",
      explanation: manifestError.explain("store-declared-twice", { name }),
      path: [...at.path, "object_stores", name],
    });
  }
  return withoutOldName(decoded);
};

/** KV stores had the name "object stores" before. */
function withoutOldName({ objectStores, ...rest }: Sections): Setup {
  return { ...rest, kvStores: { ...objectStores, ...rest.kvStores } };
}
