// The types that the functions of kinds receive.
import type * as fastly from "@pulumi/fastly";
import type * as pulumi from "@pulumi/pulumi";
import type { Credentials } from "../fastly/credentials";
import type { Setup } from "../manifest";
import type { DeclaredKeys } from "../pulumi/declaredKeys";
import type { KeptContents } from "./keptContents";
import type { Report } from "./report";

/** What distinguishes a component from every other one. */
export interface ComponentIdentity {
  organization: string;
  project: string;
  stack: string;
  component: string;
}

/** The sources from which the things of a service are resolved, besides the arguments. */
export interface Sources {
  /** `[setup]` of the manifest. */
  setup: Setup;
  /** The project's directory. Relative paths in the manifest start there. */
  directory: string;
  /** The start of the names of new stores. */
  owner: string;
  identity: ComponentIdentity;
  /** The generated domain that the stack already has for the component. Undefined where the stack is not known. */
  generated?(identity: ComponentIdentity): pulumi.Output<string>;
  /** The results of the kinds before this one in the registry, by name. */
  before: Readonly<Record<string, unknown>>;
  report: Report;
}

/** The existing service that things are made for. */
export interface Served {
  /** The component's name. */
  component: string;
  service: fastly.ServiceCompute;
  /** Known once the service is verified, so that an incomplete service is a single error. */
  serviceId: pulumi.Output<string>;
  /** The id of the service to adopt. */
  adopted: string | undefined;
  credentials: Credentials;
  opts: pulumi.CustomResourceOptions;
  /** Collects all declared contents. */
  kept: KeptContents;
  /** The URNs of the stack's other resources for a thing at Fastly. The new resource takes their place. */
  holders(type: string, id: string, name: string): Promise<string[]>;
}

/** The options for the resources of a linked thing. */
export interface OwnOptions extends pulumi.CustomResourceOptions {
  /** What the component depends on. */
  after?: pulumi.ComponentResourceOptions["dependsOn"];
}

/** Refuses what would lose data, by what the engine is about to delete. */
export interface Guards {
  /** Passes the id of an existing store on, unless the engine is about to delete the store. */
  linked(thing: { noun: string; name: string }, id: pulumi.Input<string>): pulumi.Input<string>;
  /**
   * Passes the id on, unless the engine is about to delete items that the component declares.
   *
   * @param label the contents in words.
   */
  filled(label: string, id: pulumi.Input<string>, values: DeclaredKeys): pulumi.Input<string>;
}

/** The options for the thing and its contents. */
export interface MakingOptions extends OwnOptions {
  /** Collects all declared contents. */
  kept: KeptContents;
  guards: Guards;
}
