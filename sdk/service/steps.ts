import * as pulumi from "@pulumi/pulumi";
import { rememberService } from "../live/notedService";
import type { Deployment, Plan } from "../plan/deployment";
import { failureOf, orFailure, unlessBroken } from "../pulumi/failure";
import { withHooks } from "../pulumi/hooks";
import { urnOf } from "../pulumi/urn";
import { declareChildren, type MadeThing, makeLinked } from "../setup/declare";
import { adviceOnErrors } from "./advice";
import { checkedLater } from "./begin";
import { type Begun, componentHooks, newServiceHooks, storeHooks } from "./checkHooks";
import { reportCertificates } from "./domainCertificates";
import { verifyDomains, withDomains } from "./domains";
import { guardEmptied } from "./emptiedStores";
import { fillService } from "./fill";
import { checkHeldContents } from "./heldContents";
import { withoutLeftOut } from "./leftOut";
import { serveCertificates } from "./ownCertificates";
import { packageProject, type ServicePackage } from "./packageProject";
import { endedHooks, purgeOnceLive } from "./purge";
import { releaseNeeds } from "./releaseNeeds";
import { releaseService } from "./releaseService";
import { recordServiceId } from "./serviceId";
import { declareService } from "./serviceResource";
import { hooksKept } from "./stackTransforms";
import { transformHooks, transformsAllowed } from "./transforms";
import { unversionedHooks, writeAgainWithoutRelease } from "./unversioned";
import { verifyAnswer } from "./verifyAnswer";
import { type DeclaredService, verifyDeployment } from "./verifyDeployment";

// The steps of a ComputeService in their order, and what each waits for. Every step only declares: the engine makes
// resources later, when what they wait for is known.

type Hooks = pulumi.ResourceHookBinding | undefined;

/** The hooks by which checks may refuse a run. */
export interface CheckHooks {
  /** Before the component is made or changed. */
  component: Hooks;
  /** Before anything of the component is made or changed. */
  everything: Hooks;
  /** Before a service is made. */
  newService: Hooks;
}

/** Makes the hooks by which checks may refuse a run. They exist before the component does. */
export function checkHooks(plan: Plan, opts: pulumi.ComponentResourceOptions, begun: Begun): CheckHooks {
  const newService = newServiceHooks(plan, begun);
  const everything = transformHooks(plan, opts, begun);
  const own = [everything, newService, componentHooks(plan, begun), plan.args.purge && endedHooks(plan, begun)];
  return { component: own.reduce(withHooks, opts.hooks), everything, newService };
}

/** What comes before anything is made at Fastly. */
export interface Preparation {
  /** The resources for reviewers. */
  children: pulumi.ComponentResource[];
  pkg: ServicePackage;
  /** Options of everything that is made. */
  options: pulumi.CustomResourceOptions;
  /** The hooks of what changes without a new version of the service. */
  unversioned: Hooks;
  /** Fail when nothing may be made. */
  conditions: (Promise<true> | undefined)[];
  /** Known once the first thing may be made. */
  mayBegin: pulumi.Output<pulumi.Resource[]>;
}

/** Declares what reviewers see, begins the package, and says when the first thing may be made. */
export function prepare(deployment: Deployment, hooks: CheckHooks): Preparation {
  const { component, credentials, release } = deployment;
  const children = declareChildren(deployment);
  const options = {
    parent: component,
    provider: credentials.provider,
    hooks: withHooks(adviceOnErrors(deployment), hooks.everything),
  };
  const seen = registered(component, children);
  const checked = checkedLater(deployment);
  const transformed = transformsAllowed(deployment, [seen]);
  const pkg = packageProject(deployment);
  const possible = release && releaseNeeds(deployment, release);
  // Waits for every registered child: a mandatory policy violation on one child then stops everything else. Waits also
  // for the package and for values that come later. Without them nothing may be made, and nothing written where the
  // live service reads it.
  const mayBegin = orFailure(unlessBroken(component, seen), [checked, transformed, pkg.made, possible]);
  const unversioned = unversionedHooks(deployment);
  return { children, pkg, options, unversioned, conditions: [checked, possible], mayBegin };
}

/** The stores and access control lists, with their contents. */
export interface Linked {
  things: MadeThing[];
  /** Known once the existing ones are found. */
  lookups: pulumi.Input<unknown>[];
  /** Known once the service may be made: a version never goes live without its data. */
  areFilled: pulumi.Output<pulumi.Resource[]>;
}

/** Declares what the service is linked to. */
export function declareLinked(deployment: Deployment, prepared: Preparation): Linked {
  const { component } = deployment;
  const { children, pkg, options, unversioned, conditions, mayBegin } = prepared;
  const hooks = [pkg.needed, storeHooks(deployment), unversioned].reduce(withHooks, options.hooks);
  const things = makeLinked(deployment, { ...options, hooks, dependsOn: mayBegin }, children);
  guardEmptied(deployment, things);
  const contents = things.flatMap((thing) => thing.contents);
  const lookups: pulumi.Input<unknown>[] = things.flatMap(({ found }) => found ?? []);
  const areRegistered = registered(component, [...children, ...contents]);
  const areFilled = orFailure(unlessBroken(component, areRegistered), [...conditions, ...lookups]);
  return { things, lookups, areFilled };
}

/** The service, with what is known of it once it is live. */
export interface MadeService extends DeclaredService {
  /** Known once the service is verified. */
  id: pulumi.Output<string>;
  /** Whatever may keep the service from being made. Its outputs would never be known then. */
  conditions: pulumi.Input<unknown>[];
}

/** Declares the service, and verifies it once it is made. */
export function deployService(
  deployment: Deployment,
  prepared: Preparation,
  linked: Linked,
  hooks: CheckHooks,
): MadeService {
  const { pkg, options, unversioned, mayBegin } = prepared;
  const { things, lookups, areFilled } = linked;
  const declared = declareService(deployment, pkg, withoutLeftOut(deployment, things), {
    ...options,
    hooks: [hooks.newService, unversioned].reduce(withHooks, options.hooks),
    dependsOn: areFilled,
  });
  const conditions = [...prepared.conditions, pkg.made, ...lookups, failureOf(mayBegin, areFilled)];
  const id = orFailure(verifyDeployment(deployment, declared, pkg.filesHash), conditions);
  return { ...declared, id, conditions };
}

/** The end of a deployment. */
export interface Ending {
  /** Known once the id is in the manifest. */
  serviceId: pulumi.Output<string>;
  /** Known once the version is live. */
  activeVersion: pulumi.Output<number>;
  /** What has to end before the component does. */
  work: (pulumi.Output<unknown> | Promise<unknown> | undefined)[];
}

/** Declares what belongs to no version, and does what comes once the service is live. */
export function finish(
  deployment: Deployment,
  { options, unversioned }: Preparation,
  linked: Linked,
  made: MadeService,
  url: pulumi.Output<string | undefined>,
): Ending {
  const { args, release, setup } = deployment;
  const { service, id, conditions } = made;
  const ownOptions = withDomains(deployment, { ...options, hooks: withHooks(options.hooks, unversioned) });
  const fillings = fillService(deployment, service, id, ownOptions);
  const answering = verifyDomains(deployment, id, fillings);
  // Without certificates of one's own their module is not loaded.
  const served = setup.certificates.length > 0 ? serveCertificates(deployment, answering, options) : undefined;
  const certified = reportCertificates(deployment, answering);
  const purged = args.purge ? purgeOnceLive(deployment, service, answering) : answering;
  const held = checkHeldContents(deployment, linked.things, answering);
  const remembered = rememberService(deployment, id);
  const written = orFailure(answering, fillings);
  const released = release && releaseService(deployment, release, made, written, url);
  const again = writeAgainWithoutRelease(deployment, written);
  const serviceId = recordServiceId(deployment, id);
  const answered = verifyAnswer(deployment, purged, url);
  const kept = hooksKept(deployment, { id, clonedVersion: orFailure(service.clonedVersion, conditions) });
  const transformed = transformsAllowed(deployment, [written, pulumi.output(kept)]);
  return {
    serviceId,
    activeVersion: released ?? orFailure(service.activeVersion, conditions),
    work: [...fillings, answering, served, certified, purged, held, remembered, answered, released, again, transformed],
  };
}

/**
 * The resources, once all of them are registered and made. `dependsOn` alone waits for the custom resources of a
 * component of this program, and not for the component.
 */
function registered(component: pulumi.Resource, resources: pulumi.Resource[]): pulumi.Output<pulumi.Resource[]> {
  return pulumi.all([urnOf(component), ...resources.map(({ urn }) => urn)]).apply(() => resources);
}
