import type { Dirent } from "node:fs";
import { lstat, readdir, realpath } from "node:fs/promises";
import { isAbsolute, join, relative, sep } from "node:path";
import { removeServiceId } from "../manifest/edit";
import { environmentOf } from "../manifest/find";
import { FILE_LIMITS, readRegularFile } from "../system/files";
import type { PackageRequest } from "./args";
import { packageError } from "./errors";
import type { PackageFile } from "./filesHash";
import { packageName } from "./names";

/** Names that no package contains, at any depth. */
const neverIncluded = new Set([".git", ".fastly-compute"]);
/** At the top these are the archive and what the build needs. They are included only when they are named. */
const includedByName = new Set(["pkg", "node_modules"]);

/**
 * The files of a package: the Wasm binary, the manifest, and the files of `package.include`.
 *
 * Throws a `ComputeError` for an included path that is missing, is or contains a symbolic link, or leaves the
 * directory. The manifest and the binary are never taken from `include`.
 */
export async function packageFiles(request: PackageRequest, wasm: string): Promise<PackageFile[]> {
  const { directory, manifestText } = request;
  const name = packageName(request.name);
  const own = ["bin/main.wasm", "fastly.toml"];
  const extra = new Set<string>();
  for (const path of request.package?.include ?? []) {
    for (const file of await includedFiles(directory, path)) {
      extra.add(file.split(sep).join("/"));
    }
  }
  return [
    { name: `${name}/bin/main.wasm`, content: { path: wasm } },
    { name: `${name}/fastly.toml`, content: Buffer.from(manifestText) },
    ...[...extra]
      .filter((file) => !own.includes(file))
      .flatMap((file) => {
        const content = contentOf(directory, file);
        return content === undefined ? [] : { name: `${name}/${file}`, content };
      }),
  ];
}

/**
 * The content of an included file. The manifest of an environment is without its `service_id`: an `up` writes the id,
 * and must not change the package. Undefined for such a manifest that has nothing else.
 */
function contentOf(directory: string, file: string): PackageFile["content"] | undefined {
  const path = join(directory, file);
  if (environmentOf(file) === undefined) {
    return { path };
  }
  const bytes = readRegularFile(path, FILE_LIMITS.settings);
  const text = bytes.toString("utf8");
  const rest = removeServiceId(text);
  if (rest.trim() === "") {
    return undefined;
  }
  return rest === text ? bytes : Buffer.from(rest);
}

/** The regular files at or below `path`, relative to the directory. */
async function includedFiles(directory: string, path: string): Promise<string[]> {
  const file = relative(directory, join(directory, path));
  if (isAbsolute(path) || file.split(sep)[0] === "..") {
    throw packageError("include-unfit", { path, is: "outside" });
  }
  const absolute = join(directory, file);
  const stats = await lstat(absolute).catch(() => undefined);
  if (stats === undefined) {
    throw packageError("include-unfit", { path, is: "missing" });
  }
  if ((await realpath(absolute)) !== join(await realpath(directory), file)) {
    throw packageError("include-unfit", { path, is: "a link" });
  }
  if (stats.isDirectory()) {
    return filesBelow(directory, file);
  }
  if (!stats.isFile()) {
    throw packageError("include-unfit", { path, is: "no file" });
  }
  return [file];
}

async function filesBelow(directory: string, path: string): Promise<string[]> {
  const entries = await readdir(join(directory, path), { withFileTypes: true });
  const nested = await Promise.all(
    entries
      .filter(({ name }) => !neverIncluded.has(name) && !(path === "" && includedByName.has(name)))
      .map((entry: Dirent) => {
        const file = join(path, entry.name);
        if (entry.isSymbolicLink()) {
          throw packageError("include-unfit", { path: file, is: "a link" });
        }
        return entry.isDirectory() ? filesBelow(directory, file) : entry.isFile() ? [file] : [];
      }),
  );
  return nested.flat();
}
