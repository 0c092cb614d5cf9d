import type * as pulumi from "@pulumi/pulumi";

/** The arguments of all kinds of store. */
export interface StoreArgs {
  /**
   * The id of an existing store to link instead of making one. The store is not deleted with the component. Its
   * declared contents are kept up to date, and everything else in it stays. Not together with `existingName`. Default:
   * a new store is made.
   */
  existingId?: pulumi.Input<string>;
  /**
   * The name at Fastly of an existing store to link instead of making one. Not together with `existingId`. Default: a
   * new store is made.
   */
  existingName?: string;
  /**
   * The name of a new store at Fastly. No two stores of a kind can have the same name in an account. An existing store
   * keeps its name: another name is then an error. Not together with `existingId` or `existingName`. Default:
   * `<project>-<stack>-<component>-<name>`.
   */
  name?: string;
  /**
   * Whether the store and its data are deleted when it is removed from the setup or the stack is destroyed. An `up`
   * must have applied this first. Default `false`: the store is kept at Fastly, and the run says so.
   */
  forceDestroy?: boolean;
}

/** A config store: texts that the program looks up by key. Services can share it. */
export interface ConfigStoreArgs extends StoreArgs {
  /** Items by key. They override those of the manifest. A secret value stays secret in state and output. */
  items?: Record<string, pulumi.Input<string>>;
}

/** A KV store: values of up to 25 MB by key. The program can read and write them. */
export interface KvStoreArgs extends StoreArgs {
  /** Items by key. They override those of the manifest. A secret value stays secret in state and output. */
  items?: Record<string, pulumi.Input<string>>;
  /**
   * A JSON file, relative to the directory of `fastly.toml`. Its members become items. Default: the manifest's `file`.
   */
  file?: string;
  /** A directory whose files become items, each by its path in the directory. `file` and `items` override them. */
  directory?: KvDirectoryArgs;
  /**
   * Metadata and times to live of items, by their keys. They also apply to items of the manifest, of `file` and of
   * `directory`.
   */
  itemSettings?: Record<string, KvItemSettings>;
  /**
   * Where Fastly keeps the data of a new store: `US`, `EU`, `ASIA` or `AUS`. The location cannot be changed later. Do not
   * give it together with `existingId` or `existingName`. Default: Fastly's choice.
   */
  location?: string;
}

/**
 * A directory whose files become the items of a KV store. A run reads them from disk, and sends only changed files.
 * Each file may have 25 MB. Symbolic links are refused.
 */
export interface KvDirectoryArgs {
  /**
   * The directory, relative to the directory of `fastly.toml`. It must be complete when the program runs, and have at
   * least one file that counts.
   */
  path: string;
  /**
   * Patterns of the files that count, relative to the directory, such as `blog/*.html`. Two stars also stand for
   * directories. Each pattern has to match a file. Only a pattern with a dot matches names that begin with a dot.
   * Default: all files without such names.
   */
  include?: string[];
  /** Patterns of files and directories that do not count, such as `drafts`. Default: none. */
  exclude?: string[];
  /** The start of the keys, such as `site/`. Default: nothing, so that a key is the path of the file. */
  prefix?: string;
  /**
   * Whether the metadata of each item contain its content type, as `{"contentType":"text/html; charset=utf-8"}`. The
   * type depends on the file's extension, and is `application/octet-stream` for an unknown one. Default `false`.
   */
  contentTypes?: boolean;
  /** After how many seconds Fastly deletes the items, counted from the last write of each. Default: never. */
  timeToLive?: number;
}

/** The metadata and the time to live of an item in a KV store. */
export interface KvItemSettings {
  /** A text of one line, of at most 2000 bytes. The program reads it together with the value. Default: none. */
  metadata?: pulumi.Input<string>;
  /**
   * After how many seconds Fastly deletes the item, counted from its last write. A run writes the item again when it
   * changes, and not because it has expired. Default: never.
   */
  timeToLive?: number;
}

/** A secret store: values that only the running program can read. */
export interface SecretStoreArgs extends StoreArgs {
  /** Secrets by name. The manifest has no values for them: give the values here or in the configuration. */
  entries?: Record<string, pulumi.Input<string>>;
}
