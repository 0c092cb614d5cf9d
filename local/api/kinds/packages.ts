import { readArchive } from "../archive";
import { UPLOAD_BYTES } from "../body";
import { badRequest, objectNotFound, ok } from "../http";
import { producersOf } from "../producers";
import { route } from "../router";
import type { Package, Service, Version } from "../state";
import type { Store } from "../store";

const path = "/service/:service/version/:version/package";

export const packageRoutes = [
  route("GET", path, ({ params }, store) => {
    const { service, version } = store.version(params);
    if (version.package === null) {
      throw objectNotFound("Package", { service: service.id, version: version.number });
    }
    return ok(view(version.package, service, version));
  }),
  {
    ...route("PUT", path, async ({ params, upload }, store) => {
      store.editableVersion(params);
      if (upload === undefined) {
        throw badRequest("Package can't be blank");
      }
      const { metadata, wasm } = await readArchive(upload).catch(() => {
        throw badRequest("Failed to extract metadata from package");
      });
      // The version may have been locked while the archive was read.
      const { service, version } = store.editableVersion(params);
      if (service.type !== "wasm") {
        throw badRequest("Packages are for Compute services only");
      }
      const stamps = store.stamps();
      version.package = { id: version.package?.id ?? store.newId("package"), metadata, ...stamps };
      version.updated_at = stamps.updated_at;
      store.packages.set(metadata.hashsum, upload);
      dropUnusedPackages(store);
      // Only this answer has what compilers left in the module. It takes the place of the project's origin.
      const { cloned_from: _, ...told } = metadata;
      const wasm_metadata = producersOf(wasm);
      const uploaded = wasm_metadata === undefined ? metadata : { ...told, wasm_metadata };
      return ok({ ...view(version.package, service, version), metadata: uploaded });
    }),
    maxBytes: UPLOAD_BYTES,
  },
];

function view(pkg: Package, service: Service, version: Version) {
  return { ...pkg, service_id: service.id, version: version.number, deleted_at: null };
}

export function dropUnusedPackages(store: Store): void {
  const used = new Set(
    store.state.services.flatMap((s) => s.versions).map((version) => version.package?.metadata.hashsum),
  );
  for (const hashsum of store.packages.keys()) {
    if (!used.has(hashsum)) {
      store.packages.delete(hashsum);
    }
  }
}
