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
  /**
   * Where the data of a new store is kept: `US`, `EU`, `ASIA` or `AUS`. It cannot be changed later, nor given
   * together with `existingId` or `existingName`. Default: Fastly's choice.
   */
  location?: string;
}

/** A secret store: values that only the running program can read. */
export interface SecretStoreArgs extends StoreArgs {
  /** Secrets by name. The manifest has no place for their values: they are given here or in the configuration. */
  entries?: Record<string, pulumi.Input<string>>;
}
