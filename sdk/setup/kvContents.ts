import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import type { SetupKvStore } from "../manifest";
import { goJson } from "./goJson";
import { type Items, resolveItems } from "./items";
import type { Report } from "./report";
import { type Content, sha256 } from "./storeContents";

/** Fastly's documented limits: characters of a key, and characters of a value (25 MB). */
const LIMITS = { key: 1024, value: 25_000_000 };

/** The items of a KV store: those of its JSON file, over them the manifest's, over them the given ones. */
export function kvContents(
  directory: string,
  name: string,
  path: string[],
  declared: SetupKvStore | undefined,
  given: { items?: Items; file?: string },
  report: Report,
): Record<string, Content> {
  const container = {
    noun: "KV store",
    path,
    config: ["kvStores", name],
    keyLimit: LIMITS.key,
    valueLimit: LIMITS.value,
  };
  const file = given.file ?? declared?.file;
  const contents: Record<string, Content> = {};
  if (file !== undefined) {
    const values = Object.entries(jsonItems(directory, file, [...path, "file"], report));
    const members = Object.fromEntries(values.map(([key, value]) => [key, { value }]));
    for (const [key, value] of Object.entries(resolveItems(container, members, undefined, report))) {
      contents[key] = { value };
    }
  }
  const items = { ...declared?.items };
  for (const [key, item] of Object.entries(items)) {
    if (item.file !== undefined && given.items?.[key] === undefined) {
      const content = fileContent(directory, item.file, [...path, "items", key, "file"], report);
      if (content !== undefined) {
        contents[key] = content;
      }
      delete items[key];
    }
  }
  for (const [key, value] of Object.entries(resolveItems(container, items, given.items, report))) {
    contents[key] = { value };
  }
  for (const key of Object.keys(contents)) {
    checkKey(name, key, [...path, "items", key], report);
  }
  return contents;
}

/** Its length is checked with the items; a file's keys have none of that. */
function checkKey(store: string, key: string, path: string[], report: Report): void {
  if (/^\.{1,2}$|^\.well-known\/acme-challenge\/|[#;?^|\r\n]/.test(key)) {
    report.error(
      path,
      `The KV store "${store}" cannot have the key ${JSON.stringify(key.slice(0, 60))}`,
      'Fastly takes no key that is "." or "..", begins with ".well-known/acme-challenge/", or has a line break or one of # ; ? ^ |.',
    );
  }
}

/** A JSON object, member by member: texts as they are, everything else as the Fastly CLI writes it. */
function jsonItems(directory: string, file: string, path: string[], report: Report): Record<string, string> {
  const remedy = 'Give a JSON object such as { "key": "value" }; its path starts at the project\'s directory.';
  try {
    const parsed: unknown = JSON.parse(readFileSync(resolve(directory, file), "utf8"));
    if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
      report.error(path, `"${file}" is not a JSON object`, remedy);
      return {};
    }
    return Object.fromEntries(
      Object.entries(parsed).map(([key, value]) => [key, typeof value === "string" ? value : goJson(value)]),
    );
  } catch (error) {
    // The parser's own message quotes the file.
    const reason =
      error instanceof SyntaxError ? "is not JSON" : `cannot be read: ${(error as NodeJS.ErrnoException).code}`;
    report.error(path, `"${file}" ${reason}`, remedy);
    return {};
  }
}

function fileContent(directory: string, file: string, path: string[], report: Report): Content | undefined {
  const absolute = resolve(directory, file);
  try {
    const { size } = statSync(absolute);
    if (size > LIMITS.value) {
      report.error(path, `"${file}" has ${size} bytes`, `Fastly takes values of at most ${LIMITS.value} bytes.`);
      return undefined;
    }
    return { digest: sha256(readFileSync(absolute)), read: () => readFileSync(absolute) };
  } catch (error) {
    const message = `"${file}" cannot be read: ${(error as NodeJS.ErrnoException).code}`;
    report.error(path, message, "Give a file that exists; its path starts at the project's directory.");
    return undefined;
  }
}
