import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { writeArchive } from "./archive";
import type { Package, PackageRequest } from "./args";
import { build, checkWasm, wasmPath } from "./build";
import { packageFiles } from "./contents";
import { buildScript } from "./languages";
import { checkArchiveSize, checkContentSize } from "./limits";
import { packageName } from "./names";

export type { BuildArgs, Package, PackageArgs, PackageRequest } from "./args";

/** Where the archive of a project will be, known before the build: `<directory>/pkg/<sanitised name>.tar.gz`. */
export function archivePath(directory: string, name: string): string {
  return join(directory, "pkg", `${packageName(name)}.tar.gz`);
}

/** Builds and packs a project. */
export async function makePackage(request: PackageRequest): Promise<Package | undefined> {
  const { directory, manifestName } = request;
  const name = packageName(request.name);
  const script = buildScript(request);
  const wasm = join(directory, wasmPath);
  if (script === undefined) {
    await checkWasm(wasm, manifestName, "There is no build script either.");
  } else if (request.preview && request.build?.onPreview === false) {
    return undefined;
  } else {
    await build(request, script);
  }
  const files = await packageFiles(directory, name, wasm, request.manifestText, request.package?.include);
  await checkContentSize(files, manifestName);
  const path = archivePath(directory, request.name);
  await mkdir(dirname(path), { recursive: true });
  const { filesHash, size } = await writeArchive(files, path, `${path}.${process.pid}.tmp`);
  const warning = checkArchiveSize(size, manifestName);
  if (warning !== undefined) {
    request.log("warning", warning);
  }
  return { path, name, filesHash, size, built: script !== undefined };
}
