import { setupError } from "./errors";
import type { Report } from "./report";

/** Fastly's limit for the names of a service's parts, in characters. */
const LONGEST = 255;

/** Reports a name that Fastly would refuse. `path` is the place of the thing: `["setup", "backends", "api"]`. */
export function checkName(noun: string, path: string[], report: Report): void {
  const name = path.at(-1) ?? "";
  const given = JSON.stringify(name.length > 40 ? `${name.slice(0, 40)}…` : name);
  if (name.length === 0 || name.length > LONGEST) {
    const facts = { noun, name: given, length: name.length, limit: LONGEST };
    report.error(path, setupError.explain("name-length", facts));
  } else if (/\p{Cc}/u.test(name)) {
    report.error(path, setupError.explain("name-unprintable", { noun, name: given }));
  }
}
