import type * as fastly from "@pulumi/fastly";
import type * as pulumi from "@pulumi/pulumi";
import type { ComputeError } from "../errors";
import type { FastlyClient } from "../fastly/client";
import type { Credentials } from "../fastly/credentials";
import type { PlaceInApi } from "../fastly/version";
import type { Setup } from "../manifest";
import type { ProviderMajor } from "../pulumi/providerMajor";
import type { Lifted } from "./inputs";
import type { KeptContents } from "./keptContents";
import type { Block, Blocks, Undeclared } from "./lines";
import type { Report } from "./report";

/** What makes a component differ from every other one. */
export interface ComponentIdentity {
  organization: string;
  project: string;
  stack: string;
  component: string;
}

/** What the things of a service are resolved from, besides the arguments. */
export interface Sources {
  /** `[setup]` of the manifest. */
  setup: Setup;
  /** The project's directory, where relative paths of the manifest begin. */
  directory: string;
  /** What the names of new stores have in front. */
  owner: string;
  identity: ComponentIdentity;
  /** The generated domain that the stack has for the component already; undefined where nobody knows the stack. */
  generated?(identity: ComponentIdentity): pulumi.Output<string>;
  /** What the kinds before this one in the registry have resolved, by the names of the kinds. */
  before: Readonly<Record<string, unknown>>;
  report: Report;
}

/** What of one thing people, policies and programs see. */
export interface Facts {
  /** What it is called in the arguments and in the program. */
  name: string;
}

/** A file that the arguments name. */
export interface NamedFile {
  /** In sentences: `KV store "pages"`. */
  owner: string;
  file: string;
}

/** Where a kind is among the provider's properties of a service, and in Fastly's API below a version. */
export interface Place extends PlaceInApi {
  property: keyof fastly.ServiceComputeArgs;
  /** Where the settings of one are among the arguments, with a star for its name; undefined for what has none. */
  settings?: string[];
  /** What the API calls a setting, where that is more than another case. */
  names?: Readonly<Record<string, string>>;
  /** Texts of the block that are not among its settings: names of other things, and what another argument says. */
  otherTexts?: readonly string[];
  /** Settings that the provider does not take from the API. */
  notRead?: readonly string[];
}

export type Service = Partial<fastly.ServiceComputeArgs>;

/** A block of the state, or what Fastly's API has of a thing, by what tells it from others. */
export interface Compared {
  name: string;
  /** Its name, with what else has to be the same. */
  text: string;
}

/** How the blocks of the state are compared with what Fastly's API has. */
export interface Comparison<Resolved> {
  /** How either is told from others. */
  // biome-ignore lint/suspicious/noExplicitAny: blocks are the provider's
  of(block: any): Compared;
  /** The names of those that are secret but for their names. */
  hidden(resolved: Resolved): Promise<string[]>;
}

/** For what is told by its name, which is public. */
export const BY_NAME: Comparison<unknown> = {
  of: ({ name }: { name: string }) => ({ name, text: name }),
  hidden: async () => [],
};

/** Where a service has all of a kind in one object, which is in no list of a version. */
export interface Single {
  /** The block in the service resource. */
  property: keyof fastly.ServiceComputeArgs;
  /** Whether each version has its own. What none has counts at once. */
  isVersioned: boolean;
  /** The names of what a service has. */
  readNames(client: FastlyClient, service: string, version: number): Promise<string[]>;
  /** The block, as the provider reads it; nothing where there is none. */
  read(client: FastlyClient, service: string, version: number): Promise<Blocks>;
  /** What such a block has, each by its name and with its settings; undefined when it says nothing, and all may stay. */
  things(block: unknown): Block[] | undefined;
}

/**
 * What a linked thing, or a block, is called and which of its values are public. What can do harm when it is forgotten has
 * to be said, also that there is none.
 */
interface Common<Args extends object, Resolved, F extends Facts> {
  /** In sentences: `log endpoint`. */
  noun: string;
  /**
   * The arguments that declare it, which the stack's configuration can have as well. When such a key of the configuration
   * is a secret as a whole, these leaves of it are public: the place is that below the argument, such as `["api", "port"]`.
   */
  arguments: { [A in keyof Args]-?: { isPublic(place: string[]): boolean } };
  /** Files that the arguments name: the configuration may name only those inside of the project. */
  files: ((args: Args) => NamedFile[]) | undefined;
  /** Brings arguments and manifest together, and reports what is wrong or missing. */
  resolve(args: Args, sources: Sources): Resolved;
  /** What is seen of each thing. */
  facts(resolved: Resolved): Lifted<F>[];
  /** How it is shown by itself; undefined for what another kind shows. */
  review?: Review<F>;
  /** The type of the provider's resource with items that everybody may read who sees the service, and their property. */
  readable: { type: string; property: string } | undefined;
  /** What Fastly has one of among all services; undefined when the name is the service's own affair. */
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

/** How a kind is shown: to reviewers and policies by childless components, to programs by an output. */
export interface Review<F extends Facts> {
  child: ReviewClass;
  /** What the component's logical name ends with. Default: the name of the thing. */
  label?(facts: Lifted<F>): string;
  /** The output of the `ComputeService`. Default: none. */
  output?: string;
  /** What the output has of each. Default: the facts. */
  value?(facts: Lifted<F>): unknown;
}

/** The service that things are made for once it is there. */
export interface Served {
  /** The component's name. */
  component: string;
  service: fastly.ServiceCompute;
  /** Known once the service is verified, so that a service that is not complete is one error. */
  serviceId: pulumi.Output<string>;
  /** The id of the service that is taken over. */
  adopted: string | undefined;
  credentials: Credentials;
  opts: pulumi.CustomResourceOptions;
  /** Is told of all contents. */
  kept: KeptContents;
  /** The URNs of other resources of the stack that stand for a thing at Fastly, which this one takes the place of. */
  holders(type: string, id: string, name: string): Promise<string[]>;
}

/** A kind of thing that is part of a version of the service, or is switched on for the service. */
// biome-ignore lint/suspicious/noExplicitAny: the registry holds kinds of all types
export interface OwnKind<Args extends object = any, Resolved = any, F extends Facts = any>
  extends Common<Args, Resolved, F> {
  linked?: undefined;
  /** Its blocks in the service resource. */
  blocks(resolved: Resolved): Service;
  /** Where the provider's state, and each version in Fastly's API, has lists of it. */
  places: Place[];
  /** The one object that has all of it, instead of such lists. */
  single: Single | undefined;
  /** Its blocks in the service, with the provider's default of everything that they leave out; `{}` for no defaults. */
  withDefaults(service: Service, major: ProviderMajor): Service;
  /** How lists of it are compared with what is live. Undefined for what only the digest of the configuration tells of. */
  compared: Comparison<Resolved> | undefined;
  /** What is wrong with the blocks of the state by themselves. */
  // biome-ignore lint/suspicious/noExplicitAny: blocks are the provider's
  wrong?(blocks: any[]): string[];
  /** Whether its removal takes resources of the component with it, which may be protected. */
  hasContents: boolean;
  /**
   * Makes what is no part of a version, once the service is there. Returns what has to end before all of it is made;
   * undefined when it is.
   */
  fill?(resolved: Resolved, served: Served): pulumi.Output<unknown> | undefined;
  /** What is live and not declared, as lines of arguments. */
  lines(live: Blocks, declared: Blocks): Undeclared;
}

/** What is seen of a thing that the service is linked to. */
export interface LinkedFacts extends Facts {
  /** Its own name at Fastly; undefined when it is linked by id. */
  store?: string;
  /** Whether someone else makes it. */
  existing: boolean;
  /** The keys that the setup declares. */
  keys: string[];
  /** Whether its data is deleted with it. */
  forceDestroy: boolean;
}

/** The options of what belongs to a linked thing. */
export interface OwnOptions extends pulumi.CustomResourceOptions {
  /** What the component depends on. */
  after?: pulumi.ComponentResourceOptions["dependsOn"];
}

/** The same, of it and its contents. */
export interface MakingOptions extends OwnOptions {
  /** Is told of all contents. */
  kept: KeptContents;
}

/** A link between the service and something: the name in the program, and what it leads to. */
export interface Link {
  name: string;
  resourceId: pulumi.Input<string>;
}

/** Something that the service is linked to, with what is in it, as far as only the engine or Fastly knows. */
export interface Made {
  facts: LinkedFacts;
  link: Link;
  /** Its name at Fastly. */
  store: pulumi.Input<string | undefined>;
  /** Fails when it is not there, or not by this name; undefined where that is for Fastly to say. */
  found: pulumi.Input<unknown> | undefined;
  contents: pulumi.Resource[];
}

/** What is under a key of a linked thing, as short digests. */
export interface LiveContent {
  value: string;
  metadata?: string;
}

/** What a link of the service is called, whatever it leads to. */
export const LINK = "store link";

/** A kind of thing with a life of its own, that the service is linked to. */
// biome-ignore lint/suspicious/noExplicitAny: the registry holds kinds of all types
export interface LinkedKind<Args extends object = any, Thing = any, F extends LinkedFacts = any>
  extends Common<Args, Thing[], F> {
  review: Review<F>;
  linked: {
    /** What Fastly's API and CLI call it, and the component's inputs and outputs: `kv`. */
    api: string;
    /** Whether Fastly's type of a link says that it leads to such a thing. */
    isType(linkType: string): boolean;
    /** The type of the provider's resource. */
    resourceType: string;
    /** The type of the component that stands for its contents, where the provider has no resource for them. */
    contentsType: string;
    /** What is live of such contents under these keys; undefined where nobody can tell. Other keys may be among it. */
    liveContents(client: FastlyClient, id: string, keys: string[]): Promise<Map<string, LiveContent | undefined>>;
    /** The id of the one of this name at Fastly. */
    find(client: FastlyClient, name: string): Promise<string | undefined>;
    /** The command that deletes it. */
    deleteCommand(id: string): string;
    /** The section of `[setup]` that has one of this name, or would. */
    section(setup: Setup, name: string): string;
    /** Makes it, unless it exists, and fills it. */
    make(component: string, thing: Thing, credentials: Credentials, opts: MakingOptions): Made;
    /** Why its resource cannot be changed so, when the provider would do something else without a word. */
    refuseChange?(
      facts: F,
      before: Record<string, unknown>,
      declared: Record<string, unknown>,
    ): ComputeError | undefined;
  };
}

export type Kind = OwnKind | LinkedKind;

/** Checks that an object is a kind, and keeps what is known of its types. */
export function ownKind<Args extends object, Resolved, F extends Facts>(
  kind: OwnKind<Args, Resolved, F>,
): OwnKind<Args, Resolved, F> {
  return kind;
}

/** The same for a kind that services are linked to. */
export function linkedKind<Args extends object, Thing, F extends LinkedFacts>(
  kind: LinkedKind<Args, Thing, F>,
): LinkedKind<Args, Thing, F> {
  return kind;
}
