// Where the things of a kind are, and how they are compared.
import type * as fastly from "@pulumi/fastly";
import type { FastlyClient } from "../fastly/client";
import type { PlaceInApi } from "../fastly/version";
import type { Block, Blocks } from "./lines";

/** The place of a kind in the provider's service resource, and in Fastly's API below a version. */
export interface Place extends PlaceInApi {
  property: keyof fastly.ServiceComputeArgs;
  /** The place of its settings among the arguments, with a star for the name. Undefined for a kind without settings. */
  settings?: string[];
  /** The API's names of settings, where they differ in more than case. */
  names?: Readonly<Record<string, string>>;
  /** Texts in the block that are no settings: names of other things, and values of other arguments. */
  otherTexts?: readonly string[];
  /** Settings that the provider does not read from the API. */
  notRead?: readonly string[];
}

export type Service = Partial<fastly.ServiceComputeArgs>;

/** A block of the state or a thing in Fastly's API, reduced to what is compared. */
export interface Compared {
  name: string;
  /** The name, and everything else that has to be the same. */
  text: string;
}

/** How blocks of the state are compared with Fastly's API. */
export interface Comparison<Resolved> {
  /** The part of a block, or of a thing in the API, that is compared. */
  // biome-ignore lint/suspicious/noExplicitAny: blocks are the provider's
  of(block: any): Compared;
  /** The names of the things whose other settings are secret. */
  hidden(resolved: Resolved): Promise<string[]>;
}

/** For things that are compared by a public name. */
export const BY_NAME: Comparison<unknown> = {
  of: ({ name }: { name: string }) => ({ name, text: name }),
  hidden: async () => [],
};

/** A kind with one object per service, in no list of a version. */
export interface Single {
  /** The block in the service resource. */
  property: keyof fastly.ServiceComputeArgs;
  /** Whether each version has its own object. Otherwise a change takes effect at once. */
  isVersioned: boolean;
  /** The names of the service's things. */
  readNames(client: FastlyClient, service: string, version: number): Promise<string[]>;
  /** The block as the provider reads it. Empty when there is none. */
  read(client: FastlyClient, service: string, version: number): Promise<Blocks>;
  /** The things in such a block, with names and settings. Undefined for an empty block: then everything may stay. */
  things(block: unknown): Block[] | undefined;
}
