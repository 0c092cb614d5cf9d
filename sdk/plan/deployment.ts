import type * as pulumi from "@pulumi/pulumi";
import type { Credentials } from "../fastly/credentials";
import type { LateCheck } from "../pulumi/lateChecks";
import type { Place } from "../pulumi/place";
import type { StateReader } from "../pulumi/stackState";
import type { Transformed } from "../pulumi/transformed";
import type { KeptContents } from "../setup/keptContents";
import type { Activation } from "./activation";
import type { ComputeServiceArgs } from "./args";
import type { ReleaseCheckFunction } from "./checkFunctions";
import type { Identity } from "./identity";
import type { Project } from "./project";
import type { ReleasePlan } from "./releasePlan";
import type { PlannedSetup } from "./stagedSetup";

/** What is asked for, as far as it is known before the component exists. */
export interface Plan {
  /** The component's logical name. */
  name: string;
  place: Place;
  /** The arguments, laid over the stack's configuration. */
  args: ComputeServiceArgs;
  project: Project;
  /** Undefined in a preview that lacks values, when what is missing was reported. */
  setup: PlannedSetup | undefined;
  activation: Activation;
  /** How a new version goes live; undefined when the provider does that, or it is not to go live. */
  release: ReleasePlan | undefined;
  /** The functions that checks of the release may name. */
  checkFunctions: Record<string, ReleaseCheckFunction>;
  /** What of the arguments has to be looked at once it is known. */
  late: LateCheck[];
  /** The id of the service that is to be taken over: the one in the manifest. */
  adopted: string | undefined;
  /** The properties of the service that stay as they are at Fastly once it exists. */
  kept: string[];
  /** What has to be there before the component is. */
  after: pulumi.ComponentResourceOptions["dependsOn"];
  /** The URNs that the component had, by its aliases and its parents'. */
  former: pulumi.Output<string>[];
  /** Who the component with this URN is, and was. */
  identify(urn: string): Promise<Identity>;
  /** Whether the program has another component of this name. */
  hasComponent(name: string): boolean;
  /** What the stack has already, for who is to take something over. */
  state: StateReader;
}

/** What the parts of one ComputeService share. */
export interface Deployment extends Plan {
  setup: PlannedSetup;
  component: pulumi.ComponentResource;
  credentials: Credentials;
  /** Who the component is, and was, once the engine has told its URN. */
  identity(): Promise<Identity>;
  /** What the engine has told hooks in this run, for those who come after them. */
  learned: Learned;
}

/** Something that the engine was told to leave out of a run, and that would be new. */
export interface LeftOut {
  /** In sentences: `KV store "pages"`. */
  what: string;
  /** The URNs of all that belongs to it. */
  targets: string[];
}

/** Hooks are told what others have to know, and no resource hands that on. */
export interface Learned {
  /** Whether the engine makes or updates the service. */
  isServiceChanged: boolean;
  /**
   * What the component's state says of the version that was live when an `up` last ended well, where a hook was told:
   * undefined without a hook, and `version` without a version.
   */
  ended?: { isNew: boolean; version: unknown };
  /** Whether a hook has seen the service, which the engine is about to make or change. */
  isServiceSeen?: boolean;
  /** Whether the service is made in this run. */
  isServiceMade: boolean;
  /** What the engine writes that no version of the service has, in words. Without a release nobody asks. */
  unversioned: Set<string>;
  /** What is declared of that, and was there before this run. */
  contents: KeptContents;
  /** The comments of the service's versions, once it is verified. */
  commentOf?: ReadonlyMap<number, string>;
  /** Whether it is certain that no other service is in the way of a new one. */
  isNewServiceChecked: boolean;
  /** Whether the API token was found fit to write. */
  isTokenChecked: boolean;
  /** The URNs of stores that the engine makes in this run. */
  storesMade: Set<string>;
  /** New stores that it was told to leave out. */
  leftOut: LeftOut[];
  /** What transforms did and must not do, and with what they failed. */
  transformed: Transformed[];
}
