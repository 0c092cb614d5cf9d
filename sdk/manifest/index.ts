export { type Edit, readServiceId, removeServiceId, setServiceId } from "./edit";
export { findManifests, type Manifests } from "./find";
export { type LoadedManifest, loadManifest } from "./load";
export { overlayManifest, saysSomethingAboutDeployment } from "./overlay";
export { type ManifestRole, parseManifest } from "./parse";
export type { TomlTable, TomlValue } from "./toml";
export * from "./types";
export { LATEST_VERSION } from "./version";
export { eraseServiceId, type WriteBack, writeServiceId } from "./writeBack";
