import { forget, inShell, inShellIfNeeded } from "../errors/commands";
import type { StateResource } from "./exported";
import type { StackOptions } from "./stackExport";

/**
 * The commands that undo differences, in this order. A refresh shows the provider's resources as they are at Fastly,
 * and the run then changes them. Two kinds of resource need more:
 *
 * - The provider fails to refresh a resource that Fastly no longer has. The state has to forget it.
 * - A refresh does not see what the component writes itself. The run replaces such a resource, which writes all of its
 *   contents and deletes nothing.
 */
export function undoing(missing: readonly StateResource[], written: readonly string[]): string[] {
  const forgetting = missing.map(({ urn, protect }) => `${forget(urn)}${protect ? " --force" : ""}`);
  return [...forgetting, ["pulumi up --refresh", ...written.map((urn) => `--replace ${inShell(urn)}`)].join(" ")];
}

/** A text whose commands for Pulumi act on the stack and the program that the user named. */
export function onStack(text: string, { stack, dir }: Pick<StackOptions, "stack" | "dir">): string {
  const options = [...(stack === undefined ? [] : ["--stack", stack]), ...(dir === "." ? [] : ["--cwd", dir])];
  const added = options.map((word) => ` ${inShellIfNeeded(word)}`).join("");
  return text.replace(COMMANDS, `$&${added.replaceAll("$", "$$$$")}`);
}

/** Commands that fill the rest of a line. */
const COMMANDS = /(?<=^|^ {2}|: )pulumi (?:up|refresh|state delete)\b.*$/gm;
