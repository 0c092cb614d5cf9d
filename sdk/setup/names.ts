import type { Report } from "./report";

/** Fastly's limit for the names of what a service consists of, in characters. */
const LONGEST = 255;

/** Reports a name that Fastly would refuse, of the thing at `path`: `["setup", "backends", "api"]`. */
export function checkName(noun: string, path: string[], report: Report): void {
  const name = path.at(-1) ?? "";
  const given = JSON.stringify(name.length > 40 ? `${name.slice(0, 40)}…` : name);
  if (name.length === 0 || name.length > LONGEST) {
    const message = `The name of the ${noun} ${given} has ${name.length} characters`;
    report.error(path, message, `Fastly takes names of 1 to ${LONGEST} characters.`);
  } else if (/\p{Cc}/u.test(name)) {
    report.error(path, `The name of the ${noun} ${given} has control characters`, "Use a name without them.");
  }
}
