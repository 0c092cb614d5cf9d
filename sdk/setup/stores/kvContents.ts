import { resolve } from "node:path";
import type { SetupKvStore } from "../../manifest";
import { FILE_LIMITS, readRegularFile, readRegularText, whyUnread } from "../../system/files";
import { isInsideProject } from "../../system/insideProject";
import { setupError } from "../errors";
import { own } from "../inputs";
import { type Items, LOST_KEY, resolveItems } from "../items";
import type { Report } from "../report";
import { type Content, sha256 } from "./contents";
import { storeError } from "./errors";
import { goJson } from "./goJson";

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
  // What an argument names is the program's own choice.
  const isRefused =
    given.file === undefined && file !== undefined && leadsOutside(directory, file, [...path, "file"], report);
  if (file !== undefined && !isRefused) {
    const values = Object.entries(jsonItems(directory, file, [...path, "file"], report));
    const members = Object.fromEntries(values.map(([key, value]) => [key, { value }]));
    for (const [key, value] of Object.entries(resolveItems(container, members, undefined, report))) {
      contents[key] = { value };
    }
  }
  const items = { ...declared?.items };
  for (const [key, item] of Object.entries(items)) {
    if (item.file !== undefined && own(given.items, key) === undefined) {
      if (key === LOST_KEY) {
        report.error([...path, "items", key], setupError.told("key-lost", { noun: "KV store", name, key }));
      }
      const place = [...path, "items", key, "file"];
      const isOutside = leadsOutside(directory, item.file, place, report);
      const content = isOutside ? undefined : fileContent(directory, item.file, place, report);
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
    report.error(path, setupError.told("kv-key-unfit", { store, key: key.slice(0, 60) }));
  }
}

/** Refuses a file that the manifest names outside of the project. */
function leadsOutside(directory: string, file: string, path: string[], report: Report): boolean {
  if (isInsideProject(directory, file)) {
    return false;
  }
  report.error(path, storeError.told("kv-file-outside", { file }));
  return true;
}

/** A JSON object, member by member: texts as they are, everything else as the Fastly CLI writes it. */
function jsonItems(directory: string, file: string, path: string[], report: Report): Record<string, string> {
  try {
    const parsed: unknown = JSON.parse(readRegularText(resolve(directory, file), FILE_LIMITS.data));
    if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
      report.error(path, storeError.told("kv-json-unfit", { file, is: "is not a JSON object" }));
      return {};
    }
    return Object.fromEntries(
      Object.entries(parsed).map(([key, value]) => [key, typeof value === "string" ? value : goJson(value)]),
    );
  } catch (error) {
    // The parser's own message quotes the file.
    const reason =
      error instanceof SyntaxError
        ? "is not JSON"
        : error instanceof RangeError
          ? "is nested too deeply"
          : whyUnread(error);
    report.error(path, storeError.told("kv-json-unfit", { file, is: reason }));
    return {};
  }
}

/** When it is written, which is later than it was looked at. */
function readAgain(directory: string, file: string): Buffer {
  if (!isInsideProject(directory, file)) {
    throw storeError("kv-file-moved", { file });
  }
  return readRegularFile(resolve(directory, file), LIMITS.value);
}

function fileContent(directory: string, file: string, path: string[], report: Report): Content | undefined {
  const absolute = resolve(directory, file);
  try {
    return { digest: sha256(readRegularFile(absolute, LIMITS.value)), read: () => readAgain(directory, file) };
  } catch (error) {
    const isTooLong = (error as NodeJS.ErrnoException).code === "EFBIG";
    report.error(path, storeError.told("kv-file-unreadable", { file, is: whyUnread(error), isTooLong }));
    return undefined;
  }
}
