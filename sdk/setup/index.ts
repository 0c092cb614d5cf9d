import type * as fastly from "@pulumi/fastly";
import * as pulumi from "@pulumi/pulumi";
import type { ComputeServiceArgs } from "../args";
import { type Diagnostic, throwErrors } from "../diagnostics";
import type { Project } from "../project";
import { Backend, type ResolvedBackend, resolveBackends } from "./backends";
import { Dictionary, dictionaryBlock, type ResolvedDictionary, resolveDictionaries } from "./dictionaries";
import { Domain, type DomainFacts, domainBlock, resolveDomains } from "./domains";
import { defined } from "./inputs";
import { LogEndpoint, logBlocks, type ResolvedLogEndpoint, resolveLogEndpoints } from "./logEndpoints";
import { Report } from "./report";

/** Everything that the service is going to have, from the manifest and the arguments. */
export interface ResolvedSetup {
  /** The service's name at Fastly. */
  name: string;
  /** Domain names, those of the program first. */
  domains: string[];
  dictionaries: ResolvedDictionary[];
  /** What the service resource is given, besides the package. */
  service: fastly.ServiceComputeArgs;
  facts: SetupFacts;
  warnings: Diagnostic[];
}

interface SetupFacts {
  domains: DomainFacts[];
  backends: ResolvedBackend[];
  dictionaries: ResolvedDictionary[];
  logEndpoints: ResolvedLogEndpoint[];
}

/** Throws one error that lists everything that is wrong or missing. */
export function resolveSetup(component: string, project: Project, args: ComputeServiceArgs): ResolvedSetup {
  const { manifest } = project;
  const report = new Report(component, manifest);
  const identity = {
    organization: pulumi.getOrganization(),
    project: pulumi.getProject(),
    stack: pulumi.getStack(),
    component,
    name: project.serviceName,
  };
  const domains = resolveDomains(args.domains, args.generatedDomain, identity, report);
  const backends = resolveBackends(manifest.setup.backends, args.backends, report);
  const dictionaries = resolveDictionaries(manifest.setup.dictionaries, args.dictionaries, report);
  const logEndpoints = resolveLogEndpoints(manifest.setup.logEndpoints, args.logEndpoints, report);
  throwErrors(`ComputeService "${component}"`, report.diagnostics);

  const name = project.serviceName;
  const healthchecks = backends.flatMap((backend) => backend.healthcheck ?? []);
  return {
    name,
    domains: domains.map((domain) => domain.name),
    dictionaries,
    service: defined({
      name,
      comment: args.comment ?? manifest.description ?? "",
      domains: domains.map(domainBlock),
      backends: nonEmpty(backends.map((backend) => backend.block)),
      healthchecks: nonEmpty(healthchecks),
      dictionaries: nonEmpty(dictionaries.map(dictionaryBlock)),
      ...logBlocks(logEndpoints),
    }),
    facts: { domains, backends, dictionaries, logEndpoints },
    warnings: report.diagnostics,
  };
}

/** Registers one child per thing of the setup, for reviewers and policies. */
export function declareSetup(
  setup: ResolvedSetup,
  name: string,
  opts: pulumi.ComponentResourceOptions,
): pulumi.ComponentResource[] {
  const { domains, backends, dictionaries, logEndpoints } = setup.facts;
  return [
    ...domains.map((facts) => new Domain(`${name}-${facts.generated ? "generated" : facts.name}`, facts, opts)),
    ...backends.map((backend) => new Backend(`${name}-${backend.name}`, backend.facts, opts)),
    ...dictionaries.map((dictionary) => new Dictionary(`${name}-${dictionary.name}`, dictionary.facts, opts)),
    ...logEndpoints.map((endpoint) => new LogEndpoint(`${name}-${endpoint.name}`, endpoint.facts, opts)),
  ];
}

/** An empty list would be a property of the service that differs from an absent one for ever. */
function nonEmpty<T>(list: T[]): T[] | undefined {
  return list.length === 0 ? undefined : list;
}
