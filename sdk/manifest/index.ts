export { type LoadedManifest, loadManifest } from "./load";
export { parseManifest } from "./parse";
export type { TomlTable, TomlValue } from "./toml";
export * from "./types";
