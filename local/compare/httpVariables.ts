import { sha256 } from "pulumi-fastly-compute/internal";
import { compareError } from "./errors";

/** The variables of a `.http` file, filled in once: both sides get the same. */
export interface HttpVariables {
  set(name: string, value: string): void;
  /** @throws ComputeError for a variable without a value. */
  fill(text: string, line: number): string;
}

/** Throws when a variable has no value: with its name instead, any program would give the same answer on both sides. */
export function httpVariables(file: string, env: NodeJS.ProcessEnv = process.env): HttpVariables {
  const given = new Map<string, string>();
  const now = new Date();
  let count = 0;
  /** Values that clients make up. They are the same in each comparison, except for the time. */
  const madeUp = (name: string, words: readonly string[]): string | undefined => {
    switch (name) {
      case "$guid":
      case "$uuid":
      case "$random.uuid":
        count += 1;
        return sha256(`${file} ${count}`).replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, "$1-$2-4$3-8$4-$5");
      case "$timestamp":
        return String(Math.floor(now.getTime() / 1000));
      case "$isoTimestamp":
        return now.toISOString();
      case "$randomInt":
      case "$random.integer":
        return /^-?\d+$/.test(words[0] ?? "") ? words[0] : "0";
      case "$processEnv":
        return env[words[0] ?? ""];
      default:
        return undefined;
    }
  };
  return {
    set: (name, value) => void given.set(name, value),
    fill: (text, line) =>
      text.replace(/\{\{([^{}]*)\}\}/g, (_, inside: string) => {
        const [name = "", ...words] = inside
          .trim()
          .split(/[\s(),]+/)
          .filter(Boolean);
        const value = given.get(name) ?? madeUp(name, words);
        if (value === undefined) {
          throw compareError("request-variable-missing", { file, line, name: inside.trim() });
        }
        return value;
      }),
  };
}
