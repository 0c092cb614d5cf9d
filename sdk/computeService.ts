import * as pulumi from "@pulumi/pulumi";
import { manageUrl } from "./fastly/manageUrl";
import { serviceUrl } from "./fastly/serviceUrl";
import { rememberService } from "./live/notedService";
import type {
  AclSummary,
  BackendFacts,
  ComputeServiceArgs,
  DictionaryFacts,
  DomainCertificateFacts,
  ImageOptimizerFacts,
  LogEndpointFacts,
  ProductFacts,
} from "./plan/args";
import type { ComputeServiceOptions } from "./plan/checkFunctions";
import type { Deployment } from "./plan/deployment";
import { componentInputs, type ManifestSummary, type StoreSummary, summaryOf } from "./plan/summary";
import { beginComponent, failureOf, keepServicesOnFailure, orFailure, unlessBroken } from "./pulumi/failure";
import { formerChildren } from "./pulumi/formerUrns";
import { withHooks } from "./pulumi/hooks";
import { onceDone } from "./pulumi/onceDone";
import { operation } from "./pulumi/operation";
import { urnOf } from "./pulumi/urn";
import { adviceOnErrors } from "./service/advice";
import { begin, checkedLater, planOf } from "./service/begin";
import { componentHooks, newServiceHooks, storeHooks } from "./service/checkHooks";
import { reportCertificates } from "./service/domainCertificates";
import { verifyDomains, withDomains } from "./service/domains";
import { fillService } from "./service/fill";
import { withoutLeftOut } from "./service/leftOut";
import { serveCertificates } from "./service/ownCertificates";
import { packageProject } from "./service/packageProject";
import { endedHooks, purgeOnceLive } from "./service/purge";
import { releaseNeeds } from "./service/releaseNeeds";
import { releaseService } from "./service/releaseService";
import { recordServiceId } from "./service/serviceId";
import { declareService } from "./service/serviceResource";
import { hooksKept } from "./service/stackTransforms";
import { guardedTransforms, transformHooks, transformsAllowed } from "./service/transforms";
import { unversionedHooks, writeAgainWithoutRelease } from "./service/unversioned";
import { verifyAnswer } from "./service/verifyAnswer";
import { verifyDeployment } from "./service/verifyDeployment";
import { declareChildren, makeLinked } from "./setup/declare";
import { mainDomain } from "./setup/domains";

/**
 * A Fastly Compute service, made from a directory with a `fastly.toml`. Each `up` builds and uploads the package, and
 * keeps the service as `[setup]` declares it.
 *
 * A complete program:
 *
 * ```ts
 * const edge = new ComputeService("edge", { directory: "./app" });
 * export const url = edge.url;
 * ```
 *
 * With a domain, a backend that differs per stack, and a place for the logs:
 *
 * ```ts
 * new ComputeService("edge", {
 *   directory: "./app",
 *   domains: ["www.example.com"],
 *   backends: { api: { address: config.require("apiHost") } },
 *   logEndpoints: { access: { https: { url: "https://logs.example.com/ingest" } } },
 * });
 * ```
 *
 * Below it are a `fastly.ServiceCompute` of the component's name, and the provider's resources of stores and items.
 * Each domain, backend, dictionary, store and log endpoint is a component without children. These components make
 * nothing at Fastly. They are there for people and policies to read, so they are registered before the service.
 */
export class ComputeService extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "fastly-compute:index:ComputeService";

  /** The id of the service at Fastly. */
  public readonly serviceId!: pulumi.Output<string>;
  /** The version that serves requests. */
  public readonly activeVersion!: pulumi.Output<number>;
  /**
   * The HTTPS address of the service: its first domain without a `*`. Undefined when there is no such domain. With an
   * API on this machine (`fastly:baseUrl`), such as the local Fastly: `http://<domain>.localhost` on the port of the
   * API.
   */
  public readonly url!: pulumi.Output<string | undefined>;
  /**
   * The page of the service in Fastly's web interface. With an API on this machine (`fastly:baseUrl`), such as the
   * local Fastly, it is the API's own page. Such a service is not at fastly.com.
   */
  public readonly manageUrl!: pulumi.Output<string>;
  /** The hash of the package's files, as `fastly compute hash-files` prints it. */
  public readonly packageHash!: pulumi.Output<string>;
  /** The size of the package as it is uploaded, in bytes. */
  public readonly packageSize!: pulumi.Output<number | undefined>;
  /** The project, as its manifest describes it. */
  public readonly manifest!: pulumi.Output<ManifestSummary>;
  /** The domain names of the service. */
  public readonly domains!: pulumi.Output<string[]>;
  /** Your own certificates that domains of the service are served with. */
  public readonly certificates!: pulumi.Output<DomainCertificateFacts[]>;
  /** The backends of the service. */
  public readonly backends!: pulumi.Output<BackendFacts[]>;
  /** The dictionaries of the service, with their keys. */
  public readonly dictionaries!: pulumi.Output<DictionaryFacts[]>;
  /** The stores of all three kinds that are linked to the service, with their declared keys. */
  public readonly stores!: pulumi.Output<StoreSummary[]>;
  /** The access control lists that are linked to the service. */
  public readonly acls!: pulumi.Output<AclSummary[]>;
  /** The log endpoints of the service, in one shape for all providers. */
  public readonly logEndpoints!: pulumi.Output<LogEndpointFacts[]>;
  /** The products that are enabled for the service. */
  public readonly products!: pulumi.Output<ProductFacts[]>;
  /** The declared default settings of the Image Optimizer: none or one. */
  public readonly imageOptimizer!: pulumi.Output<ImageOptimizerFacts[]>;

  /**
   * @param name The logical name; resources below it start with it.
   * @param args Where the project is, and what the manifest leaves open.
   * @param opts Component options; a `provider` of `@pulumi/fastly` given here is used for everything. `checkFunctions`
   * are your functions by which a `release` checks the service.
   */
  constructor(name: string, args: ComputeServiceArgs, opts: ComputeServiceOptions = {}) {
    // Programs in JavaScript may say null.
    opts ??= {};
    if (opts.urn) {
      super(ComputeService.__pulumiType, name, {}, opts);
      return;
    }
    keepServicesOnFailure();
    const plan = beginComponent(name, () => planOf(name, args, ComputeService.__pulumiType, opts));
    let deployment: Deployment | undefined;
    const begun = () => deployment;
    const newService = newServiceHooks(plan, begun);
    const allowed = transformHooks(plan, opts, begun);
    const ownHooks = [allowed, newService, componentHooks(plan, begun), plan.args.purge && endedHooks(plan, begun)];
    const hooks = ownHooks.reduce(withHooks, opts.hooks);
    const transformations = [...(opts.transformations ?? []), ...formerChildren(name, plan.former, begun)];
    const { checkFunctions, ...known } = opts;
    super(ComputeService.__pulumiType, name, componentInputs(plan), {
      ...known,
      transforms: guardedTransforms(opts.transforms, begun),
      aliases: plan.former,
      hooks,
      transformations,
    });
    if (plan.setup === undefined) {
      Object.assign(this, Object.fromEntries(OUTPUTS.map((key) => [key, pulumi.output(new Promise<never>(() => {}))])));
      return;
    }
    deployment = begin(plan, plan.setup, this);
    const { credentials, release, setup } = deployment;

    const children = declareChildren(deployment);
    const own = {
      parent: this,
      provider: credentials.provider,
      hooks: withHooks(adviceOnErrors(deployment), allowed),
    };
    const seen = registered(this, children);
    const checked = checkedLater(deployment);
    const transformed = transformsAllowed(deployment, [seen]);
    const pkg = packageProject(deployment);
    // Waits for every registered child: a mandatory policy violation on one child then stops everything else. Waits
    // also for the package and for values that come later. Without them nothing may be made, and nothing written where
    // the live service reads it.
    const possible = release && releaseNeeds(deployment, release);
    const complete = orFailure(unlessBroken(this, seen), [checked, transformed, pkg.made, possible]);
    const noted = unversionedHooks(deployment);
    const hooked = { ...own, hooks: [pkg.needed, storeHooks(deployment), noted].reduce(withHooks, own.hooks) };
    const stores = makeLinked(deployment, { ...hooked, dependsOn: complete }, children);
    const contents = stores.flatMap((store) => store.contents);
    const lookups = stores.flatMap(({ found }) => found ?? []);
    const filled = orFailure(unlessBroken(this, registered(this, [...children, ...contents])), [
      checked,
      possible,
      ...lookups,
    ]);
    const serviceHooks = [newService, noted].reduce(withHooks, own.hooks);
    const declared = declareService(deployment, pkg, withoutLeftOut(deployment, stores), {
      ...own,
      hooks: serviceHooks,
      dependsOn: filled,
    });
    const { service } = declared;
    const late = [checked, pkg.made, possible, ...lookups, failureOf(complete, filled)];
    const id = orFailure(verifyDeployment(deployment, declared, pkg.filesHash), late);
    const fillings = fillService(
      deployment,
      service,
      id,
      withDomains(deployment, { ...own, hooks: withHooks(own.hooks, noted) }),
    );
    const answering = verifyDomains(deployment, id, fillings);
    const served = setup.certificates.length > 0 ? serveCertificates(deployment, answering, own) : undefined;
    const certified = reportCertificates(deployment, answering);
    const clean = plan.args.purge ? purgeOnceLive(deployment, service, answering) : answering;
    const remembered = rememberService(deployment, id);

    const summary = summaryOf(deployment, stores);
    const url = pulumi.all([credentials.baseUrl, pulumi.all(summary.domains)]).apply(([baseUrl, domains]) => {
      const domain = mainDomain(domains);
      return domain && serviceUrl(domain, baseUrl);
    });
    const written = orFailure(answering, fillings);
    const released = release && releaseService(deployment, release, declared, written, url);
    const again = writeAgainWithoutRelease(deployment, written);
    const outputs: Record<string, pulumi.Input<unknown>> & Record<OwnOutput, unknown> = {
      serviceId: recordServiceId(deployment, id),
      activeVersion: released ?? orFailure(service.activeVersion, late),
      url,
      manageUrl: pulumi
        .all([orFailure(service.id, late), credentials.baseUrl])
        .apply(([id, baseUrl]) => manageUrl(id, baseUrl)),
      packageHash:
        operation() === "deploy" ? pkg.filesHash : service.package.apply((deployed) => deployed?.sourceCodeHash ?? ""),
      packageSize: pkg.size,
      ...summary,
    };
    Object.assign(this, Object.fromEntries(OUTPUTS.map((key) => [key, pulumi.output(outputs[key])])));
    const answered = verifyAnswer(deployment, clean, this.url);
    const seenByHooks = hooksKept(deployment, { id, clonedVersion: orFailure(service.clonedVersion, late) });
    const allowedToEnd = transformsAllowed(deployment, [written, pulumi.output(seenByHooks)]);
    const work = [
      ...fillings,
      answering,
      served,
      certified,
      clean,
      remembered,
      answered,
      released,
      again,
      allowedToEnd,
    ];
    this.registerOutputs(onceDone(work, outputs));
  }
}

type OutputName = Exclude<keyof ComputeService, keyof pulumi.ComponentResource>;

/** The outputs that belong to no kind of thing. `tests/setup/kinds.test.ts` checks that all others do. */
type OwnOutput =
  | "serviceId"
  | "activeVersion"
  | "url"
  | "manageUrl"
  | "packageHash"
  | "packageSize"
  | "manifest"
  | "domains";

/** A record over the facts, so that the compiler notices a forgotten output. */
const OUTPUTS = Object.keys({
  serviceId: true,
  activeVersion: true,
  url: true,
  manageUrl: true,
  packageHash: true,
  packageSize: true,
  manifest: true,
  domains: true,
  certificates: true,
  backends: true,
  dictionaries: true,
  stores: true,
  acls: true,
  logEndpoints: true,
  products: true,
  imageOptimizer: true,
} satisfies Record<OutputName, true>) as OutputName[];

/**
 * The resources, once all of them are registered and made. `dependsOn` alone waits for the custom resources of a
 * component of this program, and not for the component.
 */
function registered(
  component: pulumi.ComponentResource,
  resources: pulumi.Resource[],
): pulumi.Output<pulumi.Resource[]> {
  return pulumi.all([urnOf(component), ...resources.map(({ urn }) => urn)]).apply(() => resources);
}
