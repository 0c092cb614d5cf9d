import { type Decoder, field, table, text, textList } from "./decode";
import { localServer } from "./localServer";
import { NO_SETUP, SETUP_KEYS, setup } from "./setup";
import type { LocalServer, Manifest, Scripts } from "./types";
import { version } from "./version";

const NO_SCRIPTS: Scripts = { envVars: [] };

const NO_LOCAL_SERVER: LocalServer = { backends: {}, configStores: {}, kvStores: {}, secretStores: {} };

const SCALARS = [
  "manifest_version",
  "name",
  "description",
  "authors",
  "language",
  "service_id",
  "cloned_from",
  "profile",
];

/** A root key below a table's header belongs to that table. This is easily overlooked. */
const ABOVE = Object.fromEntries(SCALARS.map((key) => [key, `Move ${key} above the first [table] of the file.`]));

const scripts = table<Scripts>(
  {
    build: field("build", text),
    postBuild: field("post_build", text),
    postInit: field("post_init", text),
    envVars: field("env_vars", textList, []),
    envFile: field("env_file", text),
  },
  { advice: ABOVE },
);

/** Where keys that were found at the root probably belong. */
const MISPLACED = {
  ...Object.fromEntries(
    ["build", "post_build", "post_init", "env_vars", "env_file"].map((key) => [key, `Did you mean "scripts.${key}"?`]),
  ),
  ...Object.fromEntries(SETUP_KEYS.map((key) => [key, `Did you mean "setup.${key}"?`])),
};

/** The contents of the whole file. `manifestVersion` is 0 when the file does not have one. */
export const schema: Decoder<Omit<Manifest, "file" | "text" | "raw" | "where" | "line">> = table(
  {
    manifestVersion: field("manifest_version", version, 0),
    name: field("name", text),
    description: field("description", text),
    authors: field("authors", textList, []),
    language: field("language", text),
    serviceId: field("service_id", text),
    clonedFrom: field("cloned_from", text),
    profile: field("profile", text),
    scripts: field("scripts", scripts, NO_SCRIPTS),
    setup: field("setup", setup, NO_SETUP),
    localServer: field("local_server", (value, at) => localServer(value, at), NO_LOCAL_SERVER),
  },
  { advice: MISPLACED },
);
