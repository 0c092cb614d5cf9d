import { readdirSync, readlinkSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { FILE_LIMITS, readRegularFile, sha256, whyUnread } from "pulumi-fastly-compute/internal";
import { engineError } from "../errors";
import { SIGNATURE } from "../marshal";
import type { PropertyMap, Value } from "../value";
import { isMap, mapProperties, mapValue } from "../values";

const ASSET = "c44067f5952c0a294b673a41bacd8c17";
const ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7";

/**
 * Inputs with a digest of the content of each asset and archive, as the real engine adds it: a changed file is a
 * changed input. Nothing is fetched: a remote asset counts by its address.
 *
 * @param directory the program's directory, where relative paths start.
 * @throws ComputeError for a file that cannot be read.
 */
export function withAssetHashes(inputs: PropertyMap, directory: string): PropertyMap {
  const hashed = (value: Value): Value =>
    mapValue(value, (inner) => (isMap(inner) && isAsset(inner) ? { ...inner, hash: hashOf(inner) } : undefined));
  const hashOf = (asset: PropertyMap): string => {
    if (typeof asset.path === "string")
      return contentHash(resolve(directory, asset.path), asset[SIGNATURE] === ARCHIVE);
    if (isMap(asset.assets)) {
      const members = Object.entries(asset.assets).sort(([a], [b]) => (a < b ? -1 : 1));
      return sha256(
        JSON.stringify(
          members.map(([name, member]) => [name, isMap(member) && isAsset(member) ? hashOf(member) : null]),
        ),
      );
    }
    return sha256(String(asset.text ?? asset.uri ?? ""));
  };
  return mapProperties(inputs, hashed);
}

function isAsset(value: PropertyMap): boolean {
  return value[SIGNATURE] === ASSET || value[SIGNATURE] === ARCHIVE;
}

function contentHash(path: string, isArchive: boolean): string {
  try {
    return isArchive && statSync(path).isDirectory() ? directoryHash(path) : fileHash(path);
  } catch (error) {
    throw engineError("asset-unreadable", { path, why: whyUnread(error) });
  }
}

function directoryHash(path: string): string {
  const members = readdirSync(path, { withFileTypes: true }).map((entry): [string, string] => {
    const inner = join(path, entry.name);
    // A link may lead anywhere, even to itself. It counts by its target path.
    const content = entry.isDirectory() ? directoryHash : entry.isSymbolicLink() ? readlinkSync : fileHash;
    return [entry.name, content(inner)];
  });
  return sha256(JSON.stringify(members.sort(([a], [b]) => (a < b ? -1 : 1))));
}

function fileHash(path: string): string {
  return sha256(readRegularFile(path, FILE_LIMITS.data));
}
