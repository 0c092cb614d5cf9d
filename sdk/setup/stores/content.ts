import type * as pulumi from "@pulumi/pulumi";
import type { HashedFile } from "../../system/hashedFile";

/** One value of a store, and what a KV store keeps beside it; `read` is only called when it has to be written. */
export type Content = (
  | { value: pulumi.Input<string> }
  | { file: HashedFile }
  /** A value that is shown as what it is. */
  | { digest: string; read: () => string }
) &
  ItemSettings & {
    /** Whether it is one of very many, of a directory or a file: state has it as a line of a text. */
    inBulk?: true;
  };

/** What a KV store keeps beside a value. */
export interface ItemSettings {
  metadata?: pulumi.Input<string>;
  /** After how many seconds the item is forgotten. */
  timeToLive?: number;
}
