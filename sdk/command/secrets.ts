import type { Block, Blocks } from "../setup/lines";
import { commandError } from "./errors";

/** The values that the lines leave to the configuration, by their keys. */
export function secretsOf(blocks: Blocks, lines: readonly string[]): Map<string, string> {
  const asked = new Set(
    [...lines.join("\n").matchAll(/config\.requireSecret\(("(?:[^"\\]|\\.)*")\)/g)].map(([, key = '""']) =>
      String(JSON.parse(key)),
    ),
  );
  const found = new Map<string, string>();
  for (const [key, value] of candidates(blocks)) {
    if (asked.has(key)) {
      if (found.has(key) && found.get(key) !== value) {
        throw commandError("secret-of-two", { key });
      }
      found.set(key, value);
    }
  }
  return found;
}

/** Every value that a line may leave to the configuration, with its key in the configuration. */
function* candidates(blocks: Blocks): Generator<[key: string, value: string]> {
  const { healthchecks, backends, ...others } = blocks as Record<string, Block[] | undefined>;
  for (const block of [backends ?? [], ...Object.values(others)].flat()) {
    if (typeof block === "object" && block !== null) {
      for (const [setting, value] of Object.entries(block)) {
        yield [`${block.name}-${setting}`, String(value)];
      }
    }
  }
  for (const backend of backends ?? []) {
    const check = (healthchecks ?? []).find(({ name }) => name === backend.healthcheck);
    const counts = new Map<string, number>();
    for (const header of (check?.headers ?? []) as string[]) {
      const name = header.split(":")[0]?.trim() ?? "";
      const count = (counts.get(name) ?? 0) + 1;
      counts.set(name, count);
      yield [`${backend.name}-${name}${count === 1 ? "" : `-${count}`}`, header];
    }
  }
}
