import type * as pulumi from "@pulumi/pulumi";
import type { ComputeError } from "../errors";
import type { FastlyClient } from "../fastly/client";
import type { Credentials } from "../fastly/credentials";
import type { Setup } from "../manifest";
import type { ProviderMajor } from "../pulumi/providerMajor";
import type { MakingOptions, Served, Sources } from "./given";
import type { Lifted } from "./inputs";
import type { Blocks, Undeclared } from "./lines";
import type { Comparison, Place, Service, Single } from "./places";
import type { StoreFacts } from "./stores/store";

/** One thing as people, policies and programs see it. */
export interface Facts {
  /** The name in the arguments and in the program. */
  name: string;
}

/** A file that the arguments name. */
export interface NamedFile {
  /** The owner in sentences: `KV store "pages"`. */
  owner: string;
  file: string;
}

/**
 * The words for a linked thing or a block, and its public values. A property that does harm when it is forgotten is
 * required, even if it is undefined.
 */
interface Common<Args extends object, Resolved, F extends Facts> {
  /** The noun in sentences: `log endpoint`. */
  noun: string;
  /**
   * The arguments that declare the kind. The stack's configuration can have them too. When such a configuration key is
   * secret as a whole, these leaves stay public. The place is that below the argument, such as `["api", "port"]`.
   */
  arguments: { [A in keyof Args]-?: { isPublic(place: string[]): boolean } };
  /** The files that the arguments name. The configuration may only name files inside the project. */
  files: ((args: Args) => NamedFile[]) | undefined;
  /** Combines arguments and manifest, and reports problems. */
  resolve(args: Args, sources: Sources): Resolved;
  /** The facts of each thing. */
  facts(resolved: Resolved): Lifted<F>[];
  /** How the kind is shown by itself. Undefined when another kind shows it. */
  review?: Review<F>;
  /**
   * The provider's resource whose items everybody who sees the service may read: its type, and the property with the
   * items.
   */
  readable: { type: string; property: string } | undefined;
  /** The name that is unique among all services of Fastly. Undefined when names only matter within the service. */
  nameAtFastly: ((facts: Lifted<F>, isActivated: boolean) => string | undefined) | undefined;
}

// biome-ignore lint/suspicious/noExplicitAny: each class takes the facts of its own kind
type AnyFacts = any;

/** The class of a kind's childless components. */
export type ReviewClass = new (
  name: string,
  facts: AnyFacts,
  opts: pulumi.ComponentResourceOptions,
) => pulumi.ComponentResource;

/** How a kind is shown: as childless components to reviewers and policies, as an output to programs. */
export interface Review<F extends Facts> {
  child: ReviewClass;
  /** The end of the component's logical name. Default: the name of the thing. */
  label?(facts: Lifted<F>): string;
  /** The output of the `ComputeService`. Default: none. */
  output?: string;
  /** The value in the output. Default: the facts. */
  value?(facts: Lifted<F>): unknown;
}

/** A kind of thing that belongs to a version of the service, or is enabled for the service. */
// biome-ignore lint/suspicious/noExplicitAny: the registry holds kinds of all types
export interface OwnKind<Args extends object = any, Resolved = any, F extends Facts = any>
  extends Common<Args, Resolved, F> {
  linked?: undefined;
  /** The blocks in the service resource. */
  blocks(resolved: Resolved): Service;
  /** The lists of the kind, in the provider's state and in each version in Fastly's API. */
  places: Place[];
  /** The object with the whole kind, for kinds without such lists. */
  single: Single | undefined;
  /**
   * The blocks in the service, with the provider's defaults for everything that they leave out. `{}` for no defaults.
   */
  withDefaults(service: Service, major: ProviderMajor): Service;
  /**
   * How its lists are compared with what is live. Undefined when only the digest of the configuration compares them.
   */
  compared: Comparison<Resolved> | undefined;
  /** Problems in the state's blocks themselves. */
  // biome-ignore lint/suspicious/noExplicitAny: blocks are the provider's
  wrong?(blocks: any[]): string[];
  /** Whether removing it also removes resources of the component, which may be protected. */
  hasContents: boolean;
  /**
   * Makes the resources that belong to no version, once the service exists. Returns the work to await, or undefined
   * when there is none.
   */
  fill?(resolved: Resolved, served: Served): pulumi.Output<unknown> | undefined;
  /** The live things that are not declared, as lines of arguments. */
  lines(live: Blocks, declared: Blocks): Undeclared;
}

/** A link of the service: the name in the program, and the thing that it leads to. */
export interface Link {
  name: string;
  resourceId: pulumi.Input<string>;
}

/** A linked thing with its contents, as far as only the engine or Fastly knows them. */
export interface Made {
  facts: StoreFacts;
  link: Link;
  /** The name at Fastly. */
  store: pulumi.Input<string | undefined>;
  /** Fails when the thing does not exist, has another name, or must not be linked. */
  found: pulumi.Input<unknown>;
  contents: pulumi.Resource[];
}

/** The content of one key of a linked thing, as short digests. */
export interface LiveContent {
  value: string;
  metadata?: string;
}

/** The noun for a link of the service, whatever it leads to. */
export const LINK = "store link";

/** A kind of thing that exists apart from the service, and that the service is linked to. */
// biome-ignore lint/suspicious/noExplicitAny: the registry holds kinds of all types
export interface LinkedKind<Args extends object = any, Thing = any, F extends StoreFacts = any>
  extends Common<Args, Thing[], F> {
  review: Review<F>;
  linked: {
    /** Its name in Fastly's API and CLI, and in the component's inputs and outputs: `kv`. */
    api: string;
    /** Whether this type of a link at Fastly leads to this kind. */
    isType(linkType: string): boolean;
    /** The type of the provider's resource. */
    resourceType: string;
    /** The type of the component for its contents, where the provider has no resource for them. */
    contentsType: string;
    /** The live content of these keys, perhaps with other keys. A value is undefined when nobody can read it. */
    liveContents(client: FastlyClient, id: string, keys: string[]): Promise<Map<string, LiveContent | undefined>>;
    /** The id of the thing of this name at Fastly. */
    find(client: FastlyClient, name: string): Promise<string | undefined>;
    /** Whether Fastly has a thing of this kind with the id. */
    has(client: FastlyClient, id: string): Promise<boolean>;
    /** The command that deletes the thing. */
    deleteCommand(id: string): string;
    /** The section of `[setup]` for a thing of this name. */
    section(setup: Setup, name: string): string;
    /** Makes the thing, unless it exists, and fills it. */
    make(component: string, thing: Thing, credentials: Credentials, opts: MakingOptions): Made;
    /** Why its resource cannot be changed in this way, although the provider would silently do something else. */
    refuseChange?(
      facts: F,
      before: Record<string, unknown>,
      declared: Record<string, unknown>,
    ): ComputeError | undefined;
  };
}

export type Kind = OwnKind | LinkedKind;

/** Checks that an object is a kind, and keeps its types. */
export function ownKind<Args extends object, Resolved, F extends Facts>(
  kind: OwnKind<Args, Resolved, F>,
): OwnKind<Args, Resolved, F> {
  return kind;
}

/** The same for a linked kind. */
export function linkedKind<Args extends object, Thing, F extends StoreFacts>(
  kind: LinkedKind<Args, Thing, F>,
): LinkedKind<Args, Thing, F> {
  return kind;
}
