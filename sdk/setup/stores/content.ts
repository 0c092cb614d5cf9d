import type * as pulumi from "@pulumi/pulumi";
import type { HashedFile } from "../../system/hashedFile";

/** One value of a store, with its settings in a KV store. `read` is only called to write the value. */
export type Content = (
  | { value: pulumi.Input<string> }
  | { file: HashedFile }
  /** A value that is shown as it is. */
  | { digest: string; read: () => string }
) &
  ItemSettings & {
    /** Whether it is one of very many, of a directory or a file. The state then has it as a line of a text. */
    inBulk?: true;
  };

/** The metadata and the time to live of a value in a KV store. */
export interface ItemSettings {
  metadata?: pulumi.Input<string>;
  /** After how many seconds Fastly deletes the item. */
  timeToLive?: number;
}
