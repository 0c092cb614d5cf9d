import { createHash } from "node:crypto";
import { existsSync, mkdirSync } from "node:fs";
import { dirname, relative } from "node:path";
import type { ComputeError } from "../errors";
import { fileStamp } from "../sources/facts";
import { sha256 } from "../system/sha256";
import { statSync } from "../system/stats";
import { writeArchive } from "./archive";
import type { PackageRequest } from "./args";
import type { ArchiveRecord, Cache } from "./cache";
import { packageFiles } from "./contents";
import { packageError } from "./errors";
import { filesHash, type PackageFile, sortFiles } from "./filesHash";
import { checkArchiveSize, checkContentSize } from "./limits";
import { archivePath } from "./names";
import { readArchive } from "./readArchive";

/**
 * The last content of each archive path in this process, and when it was decided. Shows when two packages have one
 * path.
 */
const decided = new Map<string, Decision>();

interface Decision {
  at: number;
  /** Undefined for a restored package. */
  contents?: string;
  filesHash?: string;
}

/**
 * Makes the archive of the project from the Wasm binary and the manifest of the request. An existing archive stays when
 * it is unchanged since its last check, or when it has the same files.
 *
 * @param arrivedAt when the request was made, by `performance.now()`
 */
export async function pack(
  request: PackageRequest,
  wasm: string,
  cache: Cache,
  arrivedAt: number,
): Promise<ArchiveRecord> {
  const path = archivePath(request.directory, request.name);
  const files = await packageFiles(request, wasm);
  const contents = await describe(files, cache).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(request, error) ?? error;
  });
  await decide(request, { contents }, arrivedAt, async (other) =>
    other.contents === undefined ? other.filesHash === (await filesHash(files)) : other.contents === contents,
  );
  const key = relative(request.directory, path);
  const record = (await present(path, files, contents, cache.archives[key])) ?? {
    contents,
    ...(await write(request, files, path, cache)),
    stamp: fileStamp(statSync(path)),
  };
  cache.archives[key] = record;
  decided.set(path, { contents, filesHash: record.filesHash, at: performance.now() });
  warnAboutSize(request, record.size);
  return record;
}

/** Throws or warns when an archive is larger than Fastly's limits. */
export function warnAboutSize(request: PackageRequest, size: number): void {
  const warning = checkArchiveSize(size, request.manifestName);
  if (warning !== undefined) {
    request.log("warning", warning);
  }
}

async function write(request: PackageRequest, files: PackageFile[], path: string, cache: Cache) {
  await checkContentSize(files, request.manifestName);
  mkdirSync(dirname(path), { recursive: true });
  return writeArchive(files, path, cache.temporary());
}

/** The record of the archive at `path`, when it has exactly these files. */
async function present(
  path: string,
  files: PackageFile[],
  contents: string,
  known: ArchiveRecord | undefined,
): Promise<ArchiveRecord | undefined> {
  if (!existsSync(path)) {
    return undefined;
  }
  const stats = statSync(path);
  const stamp = fileStamp(stats);
  if (known?.contents === contents && known.stamp === stamp) {
    return known;
  }
  const content = await readArchive(path).catch(() => undefined);
  const names = sortFiles(files).map((file) => file.name);
  if (content?.files.map((file) => file.name).join("\n") !== names.join("\n")) {
    return undefined;
  }
  const { filesHash: hash } = content;
  return hash === (await filesHash(files)) ? { contents, stamp, filesHash: hash, size: stats.size } : undefined;
}

/** The error for an included file that cannot be read: it has other permissions, or a name that is not UTF-8. */
function unreadable({ directory }: PackageRequest, { syscall, path }: NodeJS.ErrnoException): ComputeError | undefined {
  const name = syscall === undefined || path === undefined ? undefined : relative(directory, path);
  return name === undefined ? undefined : packageError("include-unfit", { path: name, is: "unreadable" });
}

async function describe(files: PackageFile[], cache: Cache): Promise<string> {
  const hash = createHash("sha256");
  for (const { name, content } of sortFiles(files)) {
    const own = content instanceof Uint8Array ? sha256(content) : undefined;
    hash.update(`${own ?? (await cache.facts.hashOf((content as { path: string }).path))} ${name}\n`);
  }
  return hash.digest("hex");
}

/**
 * Decides the content of the project's archive. The upload comes after all services of a program were packed, so a
 * second package would replace the first.
 *
 * @throws ComputeError when another service of the program has decided on another content.
 */
export async function decide(
  request: PackageRequest,
  decision: Omit<Decision, "at">,
  arrivedAt: number,
  isSame: (other: Decision) => boolean | Promise<boolean>,
): Promise<void> {
  const path = archivePath(request.directory, request.name);
  const other = decided.get(path);
  if (other !== undefined && other.at > arrivedAt && !(await isSame(other))) {
    throw packageError("package-made-twice", {
      path: relative(request.directory, path),
      manifest: request.manifestName,
    });
  }
  decided.set(path, { ...decision, at: performance.now() });
}
