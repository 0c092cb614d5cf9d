import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { Readable } from "node:stream";
import type { PropertyMap } from "../../engine/value";
import { isNotFound } from "../apiError";
import { block, string } from "../bridge/schema";
import { asMap, isUnknown } from "../bridge/values";
import type { UploadFile } from "../client";
import { type Place, versionPath } from "./block";

export const packageField = block("package", "block", [
  string("content"),
  string("filename"),
  string("source_code_hash", { computed: true }),
]);

/** Requires exactly one of `content` and `filename`, in the provider's words. */
export function packageRule(inputs: PropertyMap, name: string): string[] {
  const given = inputs.package as PropertyMap | undefined;
  if (asMap(given) === undefined || isUnknown(given?.content) || isUnknown(given?.filename)) return [];
  const count = [given?.content, given?.filename].filter((value) => value !== undefined && value !== null).length;
  if (count === 1) return [];
  const both = "`package.0.content,package.0.filename`";
  const reason =
    count === 0
      ? `one of ${both} must be specified`
      : `only one of ${both} can be specified, but ${both} were specified`;
  return ["content", "filename"].map(
    (property) =>
      `Invalid combination of arguments. "package.0.${property}": ${reason}. Examine values at '${name}.package.${property}'.`,
  );
}

/** Uploads a version's package, streaming it from the file. */
export async function uploadPackage(value: PropertyMap, place: Place): Promise<void> {
  try {
    const file = await uploadOf(value, place.programDirectory);
    await place.client.send("PUT", versionPath(place, "package"), { file, lock: place.serviceId });
  } catch (error) {
    throw new Error(`error modifying package ${place.serviceId}: ${(error as Error).message}`, { cause: error });
  }
}

async function uploadOf(value: PropertyMap, programDirectory: string): Promise<UploadFile> {
  if (value.filename) {
    const filename = String(value.filename);
    const path = resolve(programDirectory, filename);
    const { size } = await stat(path).catch((error: NodeJS.ErrnoException) => {
      const reason = error.code === "ENOENT" ? "no such file or directory" : error.message;
      throw new Error(`error reading file: open ${filename}: ${reason}`);
    });
    return { field: "package", filename: basename(filename), size, open: () => createReadStream(path) };
  }
  if (!value.content) throw new Error("missing package file path or content");
  const bytes = Buffer.from(String(value.content), "base64");
  return { field: "package", filename: "package.tar.gz", size: bytes.length, open: () => Readable.from([bytes]) };
}

/** The package with the hash that the API computed. Null when the version has no package. */
export async function readPackage(local: PropertyMap | undefined, place: Place): Promise<PropertyMap | null> {
  try {
    const remote = (await place.client.send("GET", versionPath(place, "package"))) as {
      metadata?: { files_hash?: string };
    };
    const filename = local?.filename || "";
    return {
      content: filename === "" ? (local?.content ?? "") : "",
      filename,
      sourceCodeHash: remote.metadata?.files_hash ?? "",
    };
  } catch (error) {
    if (isNotFound(error)) return null;
    const where = `Package for (${place.serviceId}), version (${place.version})`;
    throw new Error(`error looking up ${where}: ${(error as Error).message}`, { cause: error });
  }
}
