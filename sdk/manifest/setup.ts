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
import {
  INPUT_TYPES,
  PRODUCTS,
  type Setup,
  type SetupBackend,
  type SetupConfigStore,
  type SetupItem,
  type SetupKvItem,
  type SetupKvStore,
  type SetupLogEndpoint,
  type SetupProduct,
  type SetupSecret,
  type SetupSecretStore,
} from "./types";

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
      told: manifestError.told("input-type-unknown", { type: name, known: INPUT_TYPES }),
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

const NO_VALUE = "Remove it, and change the secret where it was issued: a manifest is no place for secrets.";

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

const sections = table<Sections>(
  {
    backends: field("backends", record(backend), {}),
    dictionaries: field("dictionaries", record(configStore), {}),
    configStores: field("config_stores", record(configStore), {}),
    objectStores: field("object_stores", record(kvStore("object_stores")), {}),
    kvStores: field("kv_stores", record(kvStore("kv_stores")), {}),
    secretStores: field("secret_stores", record(secretStore), {}),
    logEndpoints: field("log_endpoints", record(logEndpoint), {}),
    products: field("products", products, {}),
  },
  reportUnread,
);

/** `[setup]`, every section of it. */
export const setup: Decoder<Setup> = (value: TomlValue, at: Context) => {
  const decoded = sections(value, at);
  if (decoded === undefined) {
    return undefined;
  }
  const { objectStores, ...rest } = decoded;
  for (const name of Object.keys(objectStores).filter((key) => Object.hasOwn(rest.kvStores, key))) {
    at.report({
      severity: "warning",
      told: manifestError.told("store-declared-twice", { name }),
      path: [...at.path, "object_stores", name],
    });
  }
  return { ...rest, kvStores: { ...objectStores, ...rest.kvStores } };
};
