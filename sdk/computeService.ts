import * as fastly from "@pulumi/fastly";
import * as pulumi from "@pulumi/pulumi";
import type { ComputeServiceArgs } from "./args";
import { formatDiagnostic } from "./diagnostics";
import { packageProject } from "./packageProject";
import { fromProgram, type Project, readProject } from "./project";
import { declareSetup, resolveSetup } from "./setup";
import { dictionaryItems } from "./setup/dictionaries";
import { recordServiceId } from "./writeBack";

/**
 * A Fastly Compute service, made from a directory with a `fastly.toml`: the package is built and uploaded, and what
 * `[setup]` declares is kept that way on every `up`.
 *
 * The whole of a usual program:
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
 * The resources below it are `fastly.ServiceCompute` of the component's name, one `fastly.ServiceDictionaryItems` per
 * dictionary, and one childless component per domain, backend, dictionary and log endpoint, which make nothing
 * themselves: they are there to be read by people and policies, and they are registered before the service.
 */
export class ComputeService extends pulumi.ComponentResource {
  static readonly __pulumiType = "fastly-compute:index:ComputeService";

  /** The id of the service at Fastly. */
  public readonly serviceId!: pulumi.Output<string>;
  /** The version that serves requests. */
  public readonly activeVersion!: pulumi.Output<number>;
  /** The domain names of the service. */
  public readonly domains!: pulumi.Output<string[]>;
  /** Where the service answers: its first domain, by HTTPS. */
  public readonly url!: pulumi.Output<string | undefined>;
  /** The page of the service in Fastly's web interface. */
  public readonly manageUrl!: pulumi.Output<string>;
  /** The hash of the package's files, as `fastly compute hash-files` prints it. */
  public readonly packageHash!: pulumi.Output<string>;

  /**
   * @param name The logical name; resources below it start with it.
   * @param args Where the project is, and what the manifest leaves open.
   * @param opts Component options; a `provider` of `@pulumi/fastly` given here is used for everything.
   */
  constructor(name: string, args: ComputeServiceArgs, opts: pulumi.ComponentResourceOptions = {}) {
    if (opts.urn) {
      super(ComputeService.__pulumiType, name, {}, opts);
      return;
    }
    const project = readProject(name, args);
    const setup = resolveSetup(name, project, args);
    super(ComputeService.__pulumiType, name, summaryOf(project), opts);

    for (const warning of [...project.warnings, ...setup.warnings]) {
      void pulumi.log.warn(formatDiagnostic(warning), this);
    }

    const children = declareSetup(setup, name, { parent: this });
    const pkg = packageProject(project, args, this);
    const service = new fastly.ServiceCompute(
      name,
      {
        ...setup.service,
        package: { filename: pkg.filename, sourceCodeHash: pkg.filesHash },
        forceDestroy: args.forceDestroy ?? true,
        activate: true,
      },
      // Waits until every child is registered: a mandatory policy violation on one of them then stops the service.
      { parent: this, dependsOn: pulumi.all(children.map((child) => child.urn)).apply(() => children) },
    );
    for (const dictionary of setup.dictionaries) {
      dictionaryItems(`${name}-${dictionary.name}`, dictionary, service, { parent: this });
    }

    this.serviceId = recordServiceId(service.id, project, args, this);
    this.activeVersion = service.activeVersion;
    this.domains = pulumi.output(setup.domains);
    this.url = pulumi.output(setup.domains[0] && `https://${setup.domains[0]}`);
    this.manageUrl = pulumi.interpolate`https://manage.fastly.com/configure/services/${service.id}`;
    this.packageHash = pulumi.output(pkg.filesHash);
    this.registerOutputs({
      serviceId: this.serviceId,
      activeVersion: this.activeVersion,
      domains: this.domains,
      url: this.url,
      manageUrl: this.manageUrl,
      packageHash: this.packageHash,
    });
  }
}

/** What state and policies see of the component itself: stable, so that it only changes when something changed. */
function summaryOf(project: Project): pulumi.Inputs {
  return {
    manifest: fromProgram(`${project.directory}/fastly.toml`),
    name: project.serviceName,
    ...(project.environment === undefined ? {} : { environment: project.environment }),
  };
}
