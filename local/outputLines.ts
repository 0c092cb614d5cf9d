import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { stripVTControlCharacters } from "node:util";

/**
 * Calls `onLine` with each line that another process prints, without colours. An error that quotes the line makes
 * control characters visible, so colours cannot be removed later.
 */
export function eachOutputLine(input: Readable, onLine: (line: string) => void): void {
  createInterface({ input }).on("line", (line) => onLine(stripVTControlCharacters(line)));
}
