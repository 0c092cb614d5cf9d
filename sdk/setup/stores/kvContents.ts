import { resolve } from "node:path";
import type { SetupKvStore } from "../../manifest";
import { FILE_LIMITS, readRegularText, whyUnread } from "../../system/files";
import { hashFile } from "../../system/hashedFile";
import { isInsideProject } from "../../system/insideProject";
import { own } from "../inputs";
import { resolveItems } from "../items";
import type { Report } from "../report";
import type { KvStoreArgs } from "./args";
import type { Content } from "./content";
import { directoryContents } from "./directory";
import { storeError } from "./errors";
import { goJson } from "./goJson";
import { checkTimeToLive, withSettings } from "./itemSettings";
import { kvKeyProblem } from "./kvKey";

/** Fastly's documented limit of a value (25 MB): in characters of a text, or bytes of a file. */
const LONGEST_VALUE = 25_000_000;

/**
 * The items of a KV store, from four sources. The later override the earlier: the files of its directory, the members
 * of its JSON file, the manifest's items, the given items.
 */
export function kvContents(
  directory: string,
  name: string,
  path: string[],
  declared: SetupKvStore | undefined,
  given: KvStoreArgs,
  report: Report,
): Record<string, Content> {
  const container = {
    noun: "KV store",
    path,
    config: ["kvStores", name],
    valueLimit: LONGEST_VALUE,
    keyProblem: (key: string) => kvKeyProblem(name, key),
  };
  const file = given.file ?? declared?.file;
  const contents = filesOf(directory, name, given, report);
  // A file that an argument names is the program's own choice.
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
      const problem = kvKeyProblem(name, key);
      if (problem !== undefined) {
        report.error([...path, "items", key], problem);
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
  return withSettings(name, contents, given.itemSettings, report);
}

function filesOf(project: string, name: string, { directory }: KvStoreArgs, report: Report): Record<string, Content> {
  if (directory === undefined) {
    return {};
  }
  const path = ["kvStores", name, "directory"];
  checkTimeToLive(name, "directory.timeToLive", directory.timeToLive, path, report);
  return directoryContents(project, name, directory, LONGEST_VALUE, report);
}

/** Refuses a file outside the project that the manifest names. */
function leadsOutside(directory: string, file: string, path: string[], report: Report): boolean {
  if (isInsideProject(directory, file)) {
    return false;
  }
  report.error(path, storeError.explain("kv-file-outside", { file }));
  return true;
}

/** The members of a JSON object: strings as they are, everything else as the Fastly CLI writes it. */
function jsonItems(directory: string, file: string, path: string[], report: Report): Record<string, string> {
  try {
    const parsed: unknown = JSON.parse(readRegularText(resolve(directory, file), FILE_LIMITS.data));
    if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
      report.error(path, storeError.explain("kv-json-unfit", { file, is: "is not a JSON object" }));
      return {};
    }
    return Object.fromEntries(
      Object.entries(parsed).map(([key, value]) => [key, typeof value === "string" ? value : goJson(value)]),
    );
  } catch (error) {
    // The parser's own message would quote the file.
    const reason =
      error instanceof SyntaxError
        ? "is not JSON"
        : error instanceof RangeError
          ? "is nested too deeply"
          : whyUnread(error);
    report.error(path, storeError.explain("kv-json-unfit", { file, is: reason }));
    return {};
  }
}

function fileContent(directory: string, file: string, path: string[], report: Report): Content | undefined {
  try {
    return { file: hashFile(resolve(directory, file), LONGEST_VALUE) };
  } catch (error) {
    const isTooLong = (error as NodeJS.ErrnoException).code === "EFBIG";
    report.error(path, storeError.explain("kv-file-unreadable", { file, is: whyUnread(error), isTooLong }));
    return undefined;
  }
}
