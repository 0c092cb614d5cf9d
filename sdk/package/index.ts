import { availableParallelism } from "node:os";
import { join } from "node:path";
import { buildError } from "../build/buildErrors";
import { buildScript } from "../build/languages";
import type { ComputeError } from "../errors";
import { fileStamp } from "../sources/facts";
import { isInside } from "../sources/root";
import { withLock } from "../system/fileLock";
import { isInsideProject } from "../system/insideProject";
import { limitTo } from "../system/parallel";
import { statSync } from "../system/stats";
import type { Package, PackageRequest } from "./args";
import { checkWasm, wasmPath } from "./build";
import { type BuiltWasm, builtWasm } from "./builtWasm";
import { type Cache, isFull, makeCacheDirectory, notWritten, openCache } from "./cache";
import { refuseCommittedCache } from "./committedCache";
import { keepPackage, restorePackage } from "./keptPackages";
import { archivePath, packageName } from "./names";
import { decide, pack, warnAboutSize } from "./pack";
import { checkExpectedHash, findPrebuilt, readPrebuilt } from "./prebuilt";

export type { BuildArgs, LivePackage, Package, PackageArgs, PackageRequest } from "./args";
export { archivePath } from "./names";
export { archiveFilesHash } from "./readArchive";

/** Builds and packing run in parallel, as many as there are cores. Each of them can use more than one core. */
const limit = limitTo(availableParallelism());

/**
 * Makes the package of a project. It builds when anything has changed that the build depends on. It packs when that
 * changed the content. It hashes as Fastly does. With `package.path` nothing is built.
 *
 * Requests for the same directory run one after another, between processes too. The second request of the same build
 * uses the result of the first.
 *
 * Undefined in a preview that must not build (`build.onPreview: false`) and has no result to use. Throws a
 * `ComputeError` for every problem that the user can fix.
 */
export async function makePackage(request: PackageRequest): Promise<Package | undefined> {
  const arrivedAt = performance.now();
  const name = packageName(request.name);
  const result = await withCache(request, async (cache) => {
    const archive = await makeArchive(request, cache, arrivedAt);
    if (archive !== undefined) {
      const { path, filesHash } = archive;
      checkExpectedHash(request, path, filesHash);
      if (!request.preview && cache.readOnly === undefined && archive.isLive !== true) {
        // Packages that were made elsewhere are kept too: the machine that deploys to production often builds nothing.
        keepPackage(request.directory, path, filesHash, cache);
      }
    }
    return archive;
  });
  return result && { name, ...result };
}

async function makeArchive(
  request: PackageRequest,
  cache: Cache,
  arrivedAt: number,
): Promise<Omit<Package, "name"> | undefined> {
  const path = archivePath(request.directory, request.name);
  if (request.package?.fromHash !== undefined) {
    const filesHash = request.package.fromHash.toLowerCase();
    await decide(request, { filesHash }, arrivedAt, (other) => other.filesHash === filesHash);
    await restorePackage(request, filesHash, path, cache);
    return prebuiltArchive(request, path, cache);
  }
  const prebuilt = request.package?.path === undefined ? undefined : await findPrebuilt(request, request.package.path);
  if (prebuilt?.kind === "archive") {
    return prebuiltArchive(request, prebuilt.path, cache);
  }
  if (cache.readOnly !== undefined) {
    throw cache.readOnly;
  }
  const made = prebuilt === undefined ? await projectWasm(request, cache, arrivedAt) : {};
  if (made === undefined) {
    return undefined;
  }
  if (made.isLive && made.live !== undefined) {
    const { filesHash, size, sources } = made.live;
    await decide(request, { filesHash }, arrivedAt, (other) => other.filesHash === filesHash);
    return { path, filesHash, size, built: false, sources, isLive: true };
  }
  const wasm = prebuilt?.path ?? join(request.directory, wasmPath);
  const { filesHash, size } = await limit(() => pack(request, wasm, cache, arrivedAt));
  const first = made.live?.filesHash === filesHash ? made.live.sources : made.sources;
  const sources = first === undefined ? undefined : cache.nameSources(filesHash, first);
  return { path, filesHash, size, built: made.built ?? false, ...(sources !== undefined && { sources }) };
}

async function withCache<T>(request: PackageRequest, work: (cache: Cache) => Promise<T>): Promise<T> {
  refuseCommittedCache(request.directory);
  let directory: string;
  try {
    directory = makeCacheDirectory(request.directory);
  } catch (readOnly) {
    return work({ ...openCache(request.directory), readOnly: readOnly as ComputeError });
  }
  const onWait = (pid: string) =>
    request.log("info", `Waiting for process ${pid}, which builds ${request.manifestName}.`, true);
  const locked = async () => {
    const cache = openCache(request.directory);
    let result: T;
    try {
      result = await work(cache);
    } catch (error) {
      try {
        cache.save();
      } catch {
        // The work's own error says more.
      }
      throw error;
    }
    cache.save();
    return result;
  };
  return withLock(join(directory, "lock"), locked, onWait, request.signal).catch((error) => {
    throw isFull(error) || isUnwritable(request.directory, error) ? notWritten(error) : error;
  });
}

/** Whether the file system has refused to write a build or a package: another user owns the place, for example. */
function isUnwritable(directory: string, error: NodeJS.ErrnoException & { dest?: string }): boolean {
  const { code, syscall, path, dest } = error ?? {};
  const places = ["bin", "pkg", ".fastly-compute"].map((name) => join(directory, name));
  return (
    syscall !== undefined &&
    code !== "ENOENT" &&
    [path, dest].some((file) => file && places.some((place) => isInside(file, place)))
  );
}

/** The project's `bin/main.wasm`. It is built when the project has a build command. */
async function projectWasm(
  request: PackageRequest,
  cache: Cache,
  arrivedAt: number,
): Promise<Partial<BuiltWasm> | undefined> {
  const script = buildScript(request);
  const result: Partial<BuiltWasm> | undefined =
    script === undefined ? {} : await builtWasm(request, script, cache, arrivedAt, limit);
  if (script === undefined) {
    await checkWasm(join(request.directory, wasmPath), { manifest: request.manifestName, cause: "not built" });
  }
  if (result !== undefined && !result.isLive && !isInsideProject(request.directory, wasmPath)) {
    throw buildError("wasm-link-outside", { manifest: request.manifestName });
  }
  return result;
}

async function prebuiltArchive(request: PackageRequest, path: string, cache: Cache) {
  const stats = statSync(path);
  const stamp = fileStamp(stats);
  let record = cache.archives[path];
  if (record?.stamp !== stamp) {
    const { filesHash } = await limit(() => readPrebuilt(request, path));
    record = { stamp, contents: "", filesHash, size: stats.size };
    cache.archives[path] = record;
  }
  warnAboutSize(request, record.size);
  return { path, filesHash: record.filesHash, size: record.size, built: false };
}
