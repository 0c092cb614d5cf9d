import { catalogue } from "../../errors/catalogue";

const HOW =
  'Correct or remove it. Patterns are relative to the directory, with "/" between names: "**/*.html" for those of all\n' +
  'directories below, "*.html" for those of the directory itself.';

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
    why: "It is missing, no directory, or may not be read.",
    examples: [{ store: "pages", file: "public", is: "does not exist" }],
    tell: ({ store, file, is }: InDirectory & { is: string }) => ({
      problem: `The directory of the KV store "${store}": "${file}" ${is}`,
      remedy: "Give a directory that is there; its path starts at the project's directory. Build the site before.",
    }),
  },
  "kv-directory-empty": {
    what: "The directory of a KV store has no file that counts.",
    why: "A path that is wrong, or a site that is not built, would take all items out of the store.",
    examples: [{ store: "pages", file: "public" }],
    tell: ({ store, file }: InDirectory) => ({
      problem: `The directory of the KV store "${store}": "${file}" has no file that is not left out`,
      remedy:
        "Give another [directory.path], or build the site before. To have no items, leave [directory] out.\n" +
        "Files whose names begin with a dot count only when [directory.include] names them with the dot.",
    }),
  },
  "kv-include-unmatched": {
    what: "A pattern of `directory.include` matches no file.",
    why: "It is misspelt, or the files are missing. What it was to bring would be taken out of the store.",
    examples: [{ store: "pages", file: "public", pattern: "*.htm" }],
    tell: ({ store, file, pattern }: InDirectory & { pattern: string }) => ({
      problem: `The directory of the KV store "${store}": no file of "${file}" matches ${JSON.stringify(pattern)}`,
      remedy: HOW,
    }),
  },
  "kv-exclude-unmatched": {
    what: "A pattern of `directory.exclude` matches nothing.",
    why: "When it is misspelt, what it was to leave out is published. So this is a warning.",
    examples: [{ store: "pages", file: "public", pattern: "draft/**" }],
    tell: ({ store, file, pattern }: InDirectory & { pattern: string }) => ({
      problem: `The directory of the KV store "${store}": ${JSON.stringify(pattern)} leaves nothing of "${file}" out`,
      remedy: HOW,
    }),
  },
  "kv-directory-link": {
    what: "The directory of a KV store has a symbolic link.",
    why: "A link may lead to anything, and what is there would be published.",
    examples: [{ store: "pages", file: "public/latest" }],
    tell: ({ store, file }: InDirectory) => ({
      problem: `The directory of the KV store "${store}": "${file}" is a symbolic link`,
      remedy: "Copy what it leads to, or leave it out by [directory.exclude].",
    }),
  },
  "kv-name-not-text": {
    what: "The directory of a KV store has a file whose name is not in UTF-8.",
    why: "A key is a text. Nobody could ask for this item.",
    examples: [{ store: "pages", file: "public/caf\\xe9.html" }],
    tell: ({ store, file }: InDirectory) => ({
      problem: `The directory of the KV store "${store}": the name "${file}" is not in UTF-8`,
      remedy: "Rename the file.",
    }),
  },
  "kv-settings-unread": {
    what: "A key of `itemSettings` is that of no item.",
    why: "It is misspelt, or the item is gone.",
    examples: [{ store: "pages", key: "index.htm" }],
    tell: ({ store, key }: { store: string; key: string }) => ({
      problem: `The KV store "${store}" has [itemSettings] for ${JSON.stringify(key)}, and no such item`,
      remedy: "Correct the key, or remove its settings. A key of a directory begins with [directory.prefix].",
    }),
  },
  "kv-metadata-unfit": {
    what: "The metadata of an item of a KV store are none that Fastly takes.",
    why: "They come back as a header, and have up to 2000 bytes.",
    examples: [{ store: "pages", key: "index.html", is: "have 2500 bytes" }],
    tell: ({ store, key, is }: { store: string; key: string; is: string }) => ({
      problem: `The metadata of ${JSON.stringify(key)} in the KV store "${store}" ${is}`,
      remedy: "Give a text of one line, of at most 2000 bytes.",
    }),
  },
  "kv-time-to-live-unfit": {
    what: "The time after which Fastly forgets an item is no number of seconds.",
    why: "Fastly takes whole numbers from 1 on.",
    examples: [{ store: "pages", place: "directory.timeToLive", shown: "0" }],
    tell: ({ store, place, shown }: { store: string; place: string; shown: string }) => ({
      problem: `Expected [${place}] of the KV store "${store}" to be seconds but got ${shown}`,
      remedy: "Give a whole number from 1 on, or leave it out to keep items for good.",
    }),
  },
});
