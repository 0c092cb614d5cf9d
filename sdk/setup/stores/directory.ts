import { join, resolve } from "node:path";
import type { Explanation } from "../../errors/explanation";
import { whyUnread } from "../../system/files";
import type { Report } from "../report";
import type { KvDirectoryArgs } from "./args";
import type { Content } from "./content";
import { directoryError } from "./directoryErrors";
import { directoryFiles, type FilesFound } from "./directoryFiles";
import { storeError } from "./errors";
import { fileDigests } from "./fileDigests";
import { kvKeyProblem } from "./kvKey";

/** How many wrong files of one directory are reported at most. */
const MOST_ERRORS = 20;

/**
 * The files of a directory as items of a KV store. Reports problems.
 *
 * @param largest the largest allowed value, in bytes.
 */
export function directoryContents(
  project: string,
  store: string,
  args: KvDirectoryArgs,
  largest: number,
  report: Report,
): Record<string, Content> {
  const place = ["kvStores", store, "directory"];
  let errors = 0;
  const refuse = (explanation: Explanation) => {
    errors++;
    if (errors <= MOST_ERRORS) {
      report.error(place, explanation);
    }
  };
  const contents: Record<string, Content> = {};
  const directory = resolve(project, args.path);
  const { include, exclude = [], prefix = "" } = args;
  let found: FilesFound;
  try {
    found = directoryFiles(directory, { include: include ?? ["**"], exclude });
  } catch (error) {
    const is = (error as NodeJS.ErrnoException).code === "ENOTDIR" ? "is no directory" : whyUnread(error);
    refuse(directoryError.explain("kv-directory-unreadable", { store, file: args.path, is }));
    return contents;
  }
  for (const explanation of problemsOf(found, store, args)) {
    refuse(explanation);
  }
  for (const pattern of found.unmatched.exclude) {
    report.warning(place, directoryError.explain("kv-exclude-unmatched", { store, file: args.path, pattern }));
  }
  const digests = fileDigests(project, directory);
  for (const file of found.files) {
    const problem = kvKeyProblem(store, prefix + file);
    if (problem !== undefined) {
      refuse(problem);
      continue;
    }
    try {
      contents[prefix + file] = { file: digests.of(file, largest), inBulk: true, ...settingsOf(file, args) };
    } catch (error) {
      const isTooLong = (error as NodeJS.ErrnoException).code === "EFBIG";
      refuse(
        storeError.explain("kv-file-unreadable", { file: join(args.path, file), is: whyUnread(error), isTooLong }),
      );
    }
  }
  digests.save();
  return contents;
}

function problemsOf(
  { files, links, notText, unmatched }: FilesFound,
  store: string,
  args: KvDirectoryArgs,
): Explanation[] {
  const { path, include } = args;
  const inPlace = (file: string) => ({ store, file: join(path, file) });
  const lacking =
    include === undefined || include.length === 0
      ? files.length + links.length + notText.length === 0
        ? [directoryError.explain("kv-directory-empty", { store, file: path })]
        : []
      : unmatched.include.map((pattern) =>
          directoryError.explain("kv-include-unmatched", { store, file: path, pattern }),
        );
  return [
    ...lacking,
    ...links.map((file) => directoryError.explain("kv-directory-link", inPlace(file))),
    ...notText.map((file) => directoryError.explain("kv-name-not-text", inPlace(file))),
  ];
}

function settingsOf(
  file: string,
  { contentTypes, timeToLive }: KvDirectoryArgs,
): Pick<Content, "metadata" | "timeToLive"> {
  return {
    ...(contentTypes && { metadata: JSON.stringify({ contentType: contentTypeOf(file) }) }),
    ...(timeToLive !== undefined && { timeToLive }),
  };
}

/** Loaded at its first use: the table of all types is large. */
function contentTypeOf(file: string): string {
  const { contentType } = require("mime-types") as typeof import("mime-types");
  const extension = /[^/](\.[^./]+)$/.exec(file)?.[1];
  return (extension && contentType(extension)) || "application/octet-stream";
}
