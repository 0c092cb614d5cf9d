import * as pulumi from "@pulumi/pulumi";
import { formatDiagnostic } from "../errors/diagnostics";
import { type Credentials, findCredentials } from "../fastly/credentials";
import { checkPackageChoice } from "../package/choice";
import { failUnder } from "../pulumi/failure";
import { formerUrns } from "../pulumi/formerUrns";
import { type LateCheck, lateError, lateFindings } from "../pulumi/lateChecks";
import { formerNames, type Place, placeOf } from "../pulumi/place";
import { type StateReader, stateReader } from "../pulumi/stackState";
import { noteComponent, refuseSameName, refuseSecondAdopter } from "../pulumi/taken";
import { urnOf } from "../pulumi/urn";
import type { ResolvedSetup } from "../setup/resolved";
import { type Activation, activationOf } from "./activation";
import { type ComputeServiceArgs, ExistingService } from "./args";
import { checkArguments } from "./checkArguments";
import { checkConfiguredFiles, withConfiguration } from "./configuration";
import { componentIdentity, type Identity } from "./identity";
import { type Project, readProject } from "./project";
import { resolveSetup } from "./setup";

/** What is asked for, as far as it is known before the component exists. */
export interface Plan {
  /** The component's logical name. */
  name: string;
  place: Place;
  /** The arguments, laid over the stack's configuration. */
  args: ComputeServiceArgs;
  project: Project;
  /** Undefined in a preview that lacks values, when what is missing was reported. */
  setup: ResolvedSetup | undefined;
  activation: Activation;
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
  setup: ResolvedSetup;
  component: pulumi.ComponentResource;
  credentials: Credentials;
  /** Who the component is, and was, once the engine has told its URN. */
  identity(): Promise<Identity>;
}

/** @throws ComputeError for everything that is wrong with arguments, configuration and manifest. */
export function planOf(
  name: string,
  given: ComputeServiceArgs,
  type: string,
  opts: pulumi.ComponentResourceOptions,
): Plan {
  const late = checkArguments(name, given, type);
  const place = placeOf(name, opts);
  refuseSameName(place);
  const args = withConfiguration(name, given, formerNames(name, opts));
  checkArguments(name, args, type, `Correct it in the stack's configuration: fastly-compute:${name}.`);
  const activation = activationOf(name, args);
  checkPackageChoice(name, args.package);
  const project = readProject(name, args);
  checkConfiguredFiles(given, args, project.directory);
  const adopted = args.existingService === ExistingService.Adopt ? project.manifest.serviceId : undefined;
  if (adopted !== undefined) {
    refuseSecondAdopter(name, adopted, project.serviceIdFileShown);
  }
  const former = formerUrns(name, type, opts);
  return {
    name,
    place,
    args,
    project,
    setup: resolveSetup(place, project, args, activation.activate),
    activation,
    late,
    adopted,
    kept: keptOfLiveService(project, args),
    after: opts.dependsOn,
    former,
    identify: (urn) => componentIdentity(urn, former),
    hasComponent: noteComponent(name),
    state: stateReader(),
  };
}

/** Passes when the arguments have turned out to be right that the program knew only later: nothing is made before that. */
export async function checkedLater({ name, late, setup, component }: Deployment): Promise<true> {
  const found = await lateFindings(late, setup.late);
  const error = lateError(name, found);
  if (error !== undefined) {
    return failUnder(component, error);
  }
  for (const warning of found) {
    await pulumi.log.warn(formatDiagnostic(warning), component);
  }
  return true;
}

/** Tells what the user should know of a plan, and finds the credentials to carry it out. */
export function begin(plan: Plan, setup: ResolvedSetup, component: pulumi.ComponentResource): Deployment {
  for (const warning of [...plan.project.warnings, ...setup.warnings]) {
    void pulumi.log.warn(formatDiagnostic(warning), component);
  }
  const credentials = findCredentials(plan.name, plan.project.manifest.profile, component);
  return { ...plan, setup, component, credentials, identity: async () => plan.identify(await urnOf(component)) };
}

/**
 * Its name, unless [serviceName] is given, as a manifest's name is the package's; and its comment, when nobody gives one.
 */
function keptOfLiveService(project: Project, args: ComputeServiceArgs): string[] {
  return [
    ...(args.serviceName === undefined ? ["name"] : []),
    ...(args.comment === undefined && !project.manifest.description ? ["comment"] : []),
  ];
}
