import type { Decoder } from "./decode";
import { manifestError } from "./errors";
import { show, wrongType } from "./finding";

/** The newest version of the schema. */
export const LATEST_VERSION = 3;

/**
 * `manifest_version`, by the Fastly CLI's rules. Only the part before the first dot counts. A major version of 0 with a
 * dot is the newest. Older versions are read as they are. 0 means that the file has no version.
 */
export const version: Decoder<number> = (value, at) => {
  const written = typeof value === "number" || typeof value === "bigint" ? String(value) : value;
  const major = typeof written === "string" ? written.split(".", 1)[0] : undefined;
  if (typeof written !== "string" || major === undefined || !/^[+-]?\d+$/.test(major)) {
    return wrongType(at, "a version number", show(value), `Write manifest_version = ${LATEST_VERSION}`);
  }
  if (major === "0" && written.includes(".")) {
    return LATEST_VERSION;
  }
  if (Number(major) > LATEST_VERSION) {
    at.report({
      severity: "error",
      explanation: manifestError.explain("manifest-version-unknown", { latest: LATEST_VERSION, got: written }),
      path: at.path,
    });
    return undefined;
  }
  return Number(major);
};
