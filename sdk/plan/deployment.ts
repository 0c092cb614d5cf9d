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

/** A ComputeService as planned, as far as it is known before the component exists. */
export interface Plan {
  /** The component's logical name. */
  name: string;
  place: Place;
  /** The arguments, laid over the stack's configuration. */
  args: ComputeServiceArgs;
  project: Project;
  /** Undefined in a preview that lacks values. The missing values are reported then. */
  setup: PlannedSetup | undefined;
  activation: Activation;
  /** How a new version goes live. Undefined when the provider does that, or when the version is not to go live. */
  release: ReleasePlan | undefined;
  /** The functions that the release's checks may name. */
  checkFunctions: Record<string, ReleaseCheckFunction>;
  /** Arguments to check once their values are known. */
  late: LateCheck[];
  /** The id of the service to take over: the one in the manifest. */
  adopted: string | undefined;
  /** The properties that stay as they are at Fastly once the service exists. */
  kept: string[];
  /** What must exist before the component. */
  after: pulumi.ComponentResourceOptions["dependsOn"];
  /** The earlier URNs of the component, from its aliases and its parents'. */
  former: pulumi.Output<string>[];
  /** The present and former identity of the component with this URN. */
  identify(urn: string): Promise<Identity>;
  /** Whether the program has another component of this name. */
  hasComponent(name: string): boolean;
  /** Reads what the stack already has, for resources that may be taken over. */
  state: StateReader;
}

/** What the parts of one ComputeService share. */
export interface Deployment extends Plan {
  setup: PlannedSetup;
  component: pulumi.ComponentResource;
  credentials: Credentials;
  /** The present and former identity of the component, once the engine has given its URN. */
  identity(): Promise<Identity>;
  /** What hooks have learned from the engine in this run, for code that runs after them. */
  learned: Learned;
}

/** A new thing that the engine was told to leave out of a run. */
export interface LeftOut {
  /** Its name in sentences: `KV store "pages"`. */
  what: string;
  /** The URNs of all its resources. */
  targets: string[];
}

/** Facts that hooks learn and that no resource passes on. */
export interface Learned {
  /** Whether the engine makes or updates the service. */
  isServiceChanged: boolean;
  /**
   * The version that was live when an `up` last ended well, by the component's state. Undefined when no hook ran.
   * `version` is undefined when there was no version.
   */
  ended?: { isNew: boolean; version: unknown };
  /** Whether a hook has seen the service before the engine makes or changes it. */
  isServiceSeen?: boolean;
  /** Whether this run makes the service. */
  isServiceMade: boolean;
  /** What the engine writes that belongs to no version, in words. Only a release uses it. */
  unversioned: Set<string>;
  /** The declared contents that belong to no version, and what they were before this run. */
  contents: KeptContents;
  /** Whether the adopted service stays at Fastly, whatever happens to its resource: no earlier run has deployed it. */
  isServiceKept?: boolean;
  /** The comments of the service's versions, once it is verified. */
  commentOf?: ReadonlyMap<number, string>;
  /** Whether it is certain that no other service is in the way of a new one. */
  isNewServiceChecked: boolean;
  /** Whether the API token was found able to write. */
  isTokenChecked: boolean;
  /** The URNs of stores that the engine makes in this run. */
  storesMade: Set<string>;
  /** New stores that the engine was told to leave out. */
  leftOut: LeftOut[];
  /** Harmful changes by transforms, and errors of transforms. */
  transformed: Transformed[];
}
