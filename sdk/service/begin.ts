import * as pulumi from "@pulumi/pulumi";
import { refuse } from "../checks/check";
import { CHECKS } from "../checks/table";
import { formatDiagnostic } from "../errors/diagnostics";
import { findCredentials } from "../fastly/credentials";
import { activationOf } from "../plan/activation";
import { type ComputeServiceArgs, ExistingService } from "../plan/args";
import { checkArguments } from "../plan/checkArguments";
import type { ComputeServiceOptions, ReleaseCheckFunction } from "../plan/checkFunctions";
import { withConfiguration } from "../plan/configuration";
import type { Deployment, Learned, Plan } from "../plan/deployment";
import { generatedBefore } from "../plan/generatedDomain";
import { componentIdentity } from "../plan/identity";
import { type Project, readProject } from "../plan/project";
import { releasePlanOf } from "../plan/releasePlan";
import { checkOptions } from "../plan/resourceOptions";
import { resolveSetup } from "../plan/setup";
import type { PlannedSetup } from "../plan/stagedSetup";
import { failUnder } from "../pulumi/failure";
import { formerUrns } from "../pulumi/formerUrns";
import { lateError, lateFindings } from "../pulumi/lateChecks";
import { operation } from "../pulumi/operation";
import { formerNames, placeOf } from "../pulumi/place";
import { program } from "../pulumi/program";
import { stateReader } from "../pulumi/stackState";
import { hasTwin, noteComponent, otherAdopter } from "../pulumi/taken";
import { urnOf } from "../pulumi/urn";
import { KeptContents } from "../setup/keptContents";
import { checkStateOfDomains } from "./domainHolders";
import { runChecksOrFail } from "./runChecks";

/** The replacement for Pulumi's options about existing resources. */
const ADOPT =
  'To take over an existing service, put its service_id into the manifest, and give the argument { existingService: "adopt" }';

/** @throws ComputeError that lists every problem with arguments, configuration and manifest. */
export function planOf(
  name: string,
  declared: ComputeServiceArgs | undefined,
  type: string,
  { checkFunctions, ...opts }: ComputeServiceOptions,
): Plan {
  const functions = functionsOf(checkFunctions);
  const late = checkArguments(name, declared, type);
  const given = declared ?? ({} as ComputeServiceArgs);
  checkOptions(name, opts, "ComputeService", { id: ADOPT, import: ADOPT });
  const place = placeOf(name, opts);
  const args = withConfiguration(name, given, formerNames(name, opts));
  checkArguments(name, args, type, `Correct the value in the stack's configuration: fastly-compute:${name}.`);
  const project = readProject(name, args);
  const adopted = args.existingService === ExistingService.Adopt ? project.manifest.serviceId : undefined;
  refuse(CHECKS.whileRead, {
    name,
    place,
    given,
    args,
    project,
    adopted,
    hasTwin: hasTwin(place),
    otherAdopter: adopted === undefined ? undefined : otherAdopter(name, adopted),
  });
  const activation = activationOf(args);
  const former = formerUrns(name, type, opts);
  const identify = (urn: string) => componentIdentity(urn, former);
  const run = program();
  run.state ??= stateReader();
  const { state } = run;
  const generated = generatedBefore(place, type, identify, state);
  return {
    name,
    place,
    args,
    project,
    setup: resolveSetup(place, project, args, activation.activate, Object.keys(functions), generated),
    activation,
    release: activation.activate ? args.release && releasePlanOf(args.release, args.verify) : undefined,
    checkFunctions: functions,
    late,
    adopted,
    kept: keptOfLiveService(project, args),
    after: opts.dependsOn,
    former,
    identify,
    hasComponent: noteComponent(name),
    state,
  };
}

/** Programs in JavaScript may pass anything. A check can name functions only. */
function functionsOf(given: ComputeServiceOptions["checkFunctions"]): Record<string, ReleaseCheckFunction> {
  return Object.fromEntries(Object.entries(given ?? {}).filter(([, value]) => typeof value === "function"));
}

/** Passes when the arguments that were known late are right. Nothing is made before that. */
export async function checkedLater(deployment: Deployment): Promise<true> {
  const { name, late, setup, component, former, state } = deployment;
  if (operation() !== "deploy") {
    return true;
  }
  await checkStateOfDomains(deployment);
  // Outside of hooks: an engine with one worker answers only while no hook runs.
  if (former.length > 0) {
    const identity = await deployment.identity();
    try {
      await state.prepare();
      await runChecksOrFail(CHECKS.ofAliases, { name, identity, state: await state.read() }, deployment);
    } catch (error) {
      return failUnder(component, error);
    }
  }
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

/** Reports what the user should know of a plan, and finds the credentials to carry it out. */
export function begin(plan: Plan, setup: PlannedSetup, component: pulumi.ComponentResource): Deployment {
  for (const warning of [...plan.project.warnings, ...setup.warnings]) {
    void pulumi.log.warn(formatDiagnostic(warning), component);
  }
  const learned: Learned = {
    isServiceChanged: false,
    isServiceMade: false,
    unversioned: new Set<string>(),
    contents: new KeptContents(),
    isNewServiceChecked: false,
    isTokenChecked: false,
    storesMade: new Set<string>(),
    leftOut: [],
    transformed: [],
  };
  const credentials = findCredentials(plan.name, plan.project.manifest.profile, component);
  return {
    ...plan,
    setup,
    component,
    credentials,
    identity: async () => plan.identify(await urnOf(component)),
    learned,
  };
}

/**
 * The properties that stay as they are at Fastly. The name stays unless [serviceName] is given: a manifest's name is
 * the package's name. The comment stays when nobody gives one.
 */
function keptOfLiveService(project: Project, args: ComputeServiceArgs): string[] {
  return [
    ...(args.serviceName === undefined ? ["name"] : []),
    ...(args.comment === undefined && !project.manifest.description ? ["comment"] : []),
  ];
}
