import * as pulumi from "@pulumi/pulumi";
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
import { beginComponent, keepServicesOnFailure } from "./pulumi/failure";
import { formerChildren } from "./pulumi/formerUrns";
import { onceDone } from "./pulumi/onceDone";
import { begin, planOf } from "./service/begin";
import { outputsOf, urlOf } from "./service/outputs";
import { checkHooks, declareLinked, deployService, finish, prepare } from "./service/steps";
import { guardedTransforms } from "./service/transforms";

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
    const hooks = checkHooks(plan, opts, begun);
    const { checkFunctions, ...known } = opts;
    super(ComputeService.__pulumiType, name, componentInputs(plan), {
      ...known,
      transforms: guardedTransforms(opts.transforms, begun),
      aliases: plan.former,
      hooks: hooks.component,
      transformations: [...(opts.transformations ?? []), ...formerChildren(name, plan.former, begun)],
    });
    if (plan.setup === undefined) {
      Object.assign(this, Object.fromEntries(OUTPUTS.map((key) => [key, pulumi.output(new Promise<never>(() => {}))])));
      return;
    }
    deployment = begin(plan, plan.setup, this);

    const prepared = prepare(deployment, hooks);
    const linked = declareLinked(deployment, prepared);
    const made = deployService(deployment, prepared, linked, hooks);
    const summary = summaryOf(deployment, linked.things);
    const url = urlOf(deployment, summary);
    const ending = finish(deployment, prepared, linked, made, url);

    const outputs = outputsOf(deployment, prepared.pkg, made, ending, { ...summary, url });
    Object.assign(this, Object.fromEntries(OUTPUTS.map((key) => [key, pulumi.output(outputs[key])])));
    this.registerOutputs(onceDone(ending.work, outputs));
  }
}

type OutputName = Exclude<keyof ComputeService, keyof pulumi.ComponentResource>;

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
