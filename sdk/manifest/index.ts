export { readServiceId, removeServiceId, setServiceId } from "./edit";
export { findManifests, type Manifests } from "./find";
export { loadManifest } from "./load";
export { overlayManifest, saysSomethingAboutDeployment } from "./overlay";
export { parseManifest } from "./parse";
export type {
  ProductName,
  Setup,
  SetupConfigStore,
  SetupItem,
  SetupKvStore,
  SetupProduct,
  SetupSecretStore,
} from "./setup";
export type { Manifest } from "./types";
export { eraseServiceId, type WriteBack, writeServiceId } from "./writeBack";
