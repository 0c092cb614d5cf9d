import type * as pulumi from "@pulumi/pulumi";

/** What all kinds of store have in common. */
export interface StoreArgs {
  /**
   * Links the store with this id instead of making one. It is not deleted with the component; its declared contents are
   * kept up to date, the rest of it is left alone. Not together with `existingName`. Default: a new store is made.
   */
  existingId?: pulumi.Input<string>;
  /**
   * The same, for the store of this name at Fastly, which has to be there. Not together with `existingId`. Default: a new
   * store is made.
   */
  existingName?: string;
  /**
   * The name of a new store at Fastly, where no two stores of a kind can have the same in an account. A store that is
   * there keeps the name that it has: another one is then an error. Not together with `existingId` or `existingName`.
   * Default: `<project>-<stack>-<component>-<name>`.
   */
  name?: string;
  /**
   * Whether the store and its data are deleted when it is removed from the setup or the stack is destroyed. It must be
   * applied by an `up` before that. Default `false`: the store is kept at Fastly, and the run says so.
   */
  forceDestroy?: boolean;
}

/** A config store: texts that the program looks up by key, shared between services if need be. */
export interface ConfigStoreArgs extends StoreArgs {
  /** Items by key; they are laid over those of the manifest. A secret value stays secret in state and output. */
  items?: Record<string, pulumi.Input<string>>;
}

/** A KV store: values of up to 25 MB by key, readable and writable by the program. */
export interface KvStoreArgs extends StoreArgs {
  /** Items by key; they are laid over those of the manifest. A secret value stays secret in state and output. */
  items?: Record<string, pulumi.Input<string>>;
  /** A JSON file, relative to the project, whose members become items. Default: the manifest's `file`. */
  file?: string;
  /** A directory whose files become items, each by its path in it. Items of `file` and `items` are laid over them. */
  directory?: KvDirectoryArgs;
  /** What Fastly keeps beside items, by their keys: also of those of the manifest, of `file` and of `directory`. */
  itemSettings?: Record<string, KvItemSettings>;
  /**
   * Where the data of a new store is kept: `US`, `EU`, `ASIA` or `AUS`. It cannot be changed later, nor given
   * together with `existingId` or `existingName`. Default: Fastly's choice.
   */
  location?: string;
}

/**
 * A directory whose files become the items of a KV store. They are sent from disk, and only those that have changed. Each
 * may have 25 MB. Symbolic links are refused.
 */
export interface KvDirectoryArgs {
  /** The directory, relative to the project. It has to be complete when the program runs, and to have a file that counts. */
  path: string;
  /**
   * Patterns of the files that count, relative to the directory, such as `blog/*.html`; two stars stand for directories
   * as well. Each has to match a file. Names that begin with a dot are matched only by a dot. Default: all files but those
   * with such names.
   */
  include?: string[];
  /** Patterns of files and directories that do not count, such as `drafts`. Default: none. */
  exclude?: string[];
  /** What the keys begin with, such as `site/`. Default: nothing, so that a key is the path of the file. */
  prefix?: string;
  /**
   * Whether the metadata of each item say its content type, as `{"contentType":"text/html; charset=utf-8"}`. It follows
   * from the extension of the name, and is `application/octet-stream` for an unknown one. Default `false`.
   */
  contentTypes?: boolean;
  /** After how many seconds Fastly forgets the items, counted from when each was written last. Default: never. */
  timeToLive?: number;
}

/** What Fastly keeps beside an item of a KV store. */
export interface KvItemSettings {
  /** A text of one line, of at most 2000 bytes, that the program reads with the value. Default: none. */
  metadata?: pulumi.Input<string>;
  /**
   * After how many seconds Fastly forgets the item, counted from when it was written last. A run writes it again when it
   * changes, and not because it is forgotten. Default: never.
   */
  timeToLive?: number;
}

/** A secret store: values that only the running program can read. */
export interface SecretStoreArgs extends StoreArgs {
  /** Secrets by name. The manifest has no place for their values: they are given here or in the configuration. */
  entries?: Record<string, pulumi.Input<string>>;
}
