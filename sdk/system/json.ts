import { renameSync, writeFileSync } from "node:fs";
import { FILE_LIMITS, readRegularText } from "./files";
import { rmSync } from "./stats";

/** The value in a cache file. Undefined when there is no readable file. */
export function readJson<T>(path: string): T | undefined {
  try {
    return JSON.parse(readRegularText(path, FILE_LIMITS.data)) as T;
  } catch {
    return undefined;
  }
}

/** Replaces the file in one step, so that nobody ever reads half of it. */
export function writeJson(path: string, value: unknown): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, JSON.stringify(value));
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
