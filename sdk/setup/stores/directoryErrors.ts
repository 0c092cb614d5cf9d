import { catalogue } from "../../errors/catalogue";

const HOW =
  'Correct or remove the pattern. Patterns start at the directory, with "/" between names. Example: "**/*.html" means all\n' +
  'directories below, "*.html" means only the directory itself.';

/** A file of the directory of a KV store. */
export interface InDirectory {
  store: string;
  /** The path, relative to the project's directory. */
  file: string;
}

/** The errors of a KV store's directory, and of the settings of items. */
export const directoryError = catalogue({
  "kv-directory-unreadable": {
    what: "The directory with the items of a KV store cannot be read.",
    why: "The directory is missing, is not a directory, or is not readable.",
    examples: [{ store: "pages", file: "public", is: "does not exist" }],
    explain: ({ store, file, is }: InDirectory & { is: string }) => ({
      problem: `The directory of the KV store "${store}": "${file}" ${is}`,
      remedy: "Build the site first, or correct [directory.path]. The path starts at the directory of the manifest.",
    }),
  },
  "kv-directory-empty": {
    what: "The directory of a KV store has no file to publish.",
    why: "This run would remove all items from the store. The path may be wrong, or the site is not built.",
    examples: [{ store: "pages", file: "public" }],
    explain: ({ store, file }: InDirectory) => ({
      problem: `The directory of the KV store "${store}": "${file}" has no file to publish`,
      remedy:
        "Build the site first, or correct [directory.path]. To have no items, remove [directory].\n" +
        "To publish a file whose name begins with a dot, name it with its dot in [directory.include].",
    }),
  },
  "kv-include-unmatched": {
    what: "A pattern of `directory.include` matches no file.",
    why: "The pattern is misspelt, or files are missing. This run would remove their items from the store.",
    examples: [{ store: "pages", file: "public", pattern: "*.htm" }],
    explain: ({ store, file, pattern }: InDirectory & { pattern: string }) => ({
      problem: `The directory of the KV store "${store}": no file of "${file}" matches ${JSON.stringify(pattern)}`,
      remedy: HOW,
    }),
  },
  "kv-exclude-unmatched": {
    what: "A pattern of `directory.exclude` matches no file.",
    why: "If the pattern is misspelt, files go public that should not. This is a warning, because the files may be gone.",
    examples: [{ store: "pages", file: "public", pattern: "draft/**" }],
    explain: ({ store, file, pattern }: InDirectory & { pattern: string }) => ({
      problem: `The directory of the KV store "${store}": ${JSON.stringify(pattern)} leaves nothing of "${file}" out`,
      remedy: HOW,
    }),
  },
  "kv-directory-link": {
    what: "The directory of a KV store has a symbolic link.",
    why: "A link can lead to any file of this machine, and the file would be published.",
    examples: [{ store: "pages", file: "public/latest" }],
    explain: ({ store, file }: InDirectory) => ({
      problem: `The directory of the KV store "${store}": "${file}" is a symbolic link`,
      remedy: "Replace the link by a copy of its target, or exclude the link with [directory.exclude].",
    }),
  },
  "kv-name-not-text": {
    what: "The directory of a KV store has a file with a name that is not UTF-8.",
    why: "A key is UTF-8 text. No program could ask for this item.",
    examples: [{ store: "pages", file: "public/caf\\xe9.html" }],
    explain: ({ store, file }: InDirectory) => ({
      problem: `The directory of the KV store "${store}": the name "${file}" is not UTF-8`,
      remedy: "Rename the file.",
    }),
  },
  "kv-settings-unread": {
    what: "A key of `itemSettings` matches no item.",
    why: "The key is misspelt, or the item is gone.",
    examples: [{ store: "pages", key: "index.htm" }],
    explain: ({ store, key }: { store: string; key: string }) => ({
      problem: `The KV store "${store}" has [itemSettings] for ${JSON.stringify(key)}, but no such item`,
      remedy: "Correct the key, or remove its settings. Keys of a directory begin with [directory.prefix].",
    }),
  },
  "kv-metadata-unfit": {
    what: "Fastly does not accept the metadata of an item of a KV store.",
    why: "Fastly returns metadata as a header. Metadata have at most 2000 bytes.",
    examples: [{ store: "pages", key: "index.html", is: "have 2500 bytes" }],
    explain: ({ store, key, is }: { store: string; key: string; is: string }) => ({
      problem: `The metadata of ${JSON.stringify(key)} in the KV store "${store}" ${is}`,
      remedy: "Give one line of text with at most 2000 bytes.",
    }),
  },
  "kv-time-to-live-unfit": {
    what: "The time to live of an item is not a whole number of seconds.",
    why: "Fastly accepts whole numbers from 1 on.",
    examples: [{ store: "pages", place: "directory.timeToLive", shown: "0" }],
    explain: ({ store, place, shown }: { store: string; place: string; shown: string }) => ({
      problem: `Expected [${place}] of the KV store "${store}" to be seconds but got ${shown}`,
      remedy: "Give a whole number from 1 on. To keep items for good, remove the setting.",
    }),
  },
});
