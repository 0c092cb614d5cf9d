import type { DeploymentOptions } from "../options";
import { failed, type Policies, type Run, Stopped } from "../run";
import type { StoredResource } from "../storedResource";
import { providerUrn } from "../urn";
import { type PropertyMap, Secret, type Value } from "../value";
import { isMap } from "../values";
import { type Analyzer, connectAnalyzer, type PolicyDiagnostic } from "./analyzer";
import { packConfig } from "./config";
import type { ReviewedResource } from "./messages";
import { startPack } from "./pack";

interface Pack {
  /** The title in the CLI's form: `name@v1.0.0`. */
  title: string;
  analyzer: Analyzer;
}

type StartOptions = Pick<
  DeploymentOptions,
  "policyPacks" | "organization" | "project" | "stack" | "config" | "secretConfig"
>;

/** Starts the packs while the program starts. The first user waits for them. */
export function openPolicies(options: StartOptions, run: Pick<Run, "preview" | "emit" | "atEnd">): Policies {
  const starting = Promise.all(options.policyPacks.map((pack) => startOne(pack, options, run)));
  starting.catch(() => {});
  const ignored = new Map<string, string[]>();
  let violated = false;

  const emit = (run: Run, { title }: Pack, { policy, level, message, urn }: PolicyDiagnostic) => {
    if (level === "mandatory") violated = true;
    run.emit({ kind: "policy", policyPack: title, policy, level, message, ...(urn !== undefined && { urn }) });
  };

  async function remediated(run: Run, reviewed: ReviewedResource, quietly: boolean): Promise<ReviewedResource> {
    const { urn } = reviewed.resource;
    let current = reviewed;
    for (const pack of await starting) {
      const remediations = await pack.analyzer.remediate(current).catch((error) => {
        throw new Error(`failed to run remediation: ${error.message}`);
      });
      for (const { policy, description, properties, diagnostic } of remediations) {
        const level = diagnostic === undefined ? "remediate" : "advisory";
        if (!quietly) emit(run, pack, { policy, level, message: diagnostic ?? description, urn });
        if (properties !== undefined) {
          current = { ...current, properties: stillSecret(properties, current.properties) as PropertyMap };
        }
      }
    }
    return current;
  }

  return {
    async review(run, resource, ignoreChanges) {
      ignored.set(resource.urn, ignoreChanges);
      const packs = await starting;
      if (packs.length === 0) return resource.inputs;
      const reviewed = await remediated(run, reviewedResource(run, resource, resource.inputs, ignoreChanges), false);
      let refused = false;
      for (const pack of packs) {
        const diagnostics = await pack.analyzer.analyze(reviewed).catch((error) => {
          throw new Error(`failed to run policy: ${error.message}`);
        });
        for (const diagnostic of diagnostics) {
          emit(run, pack, { ...diagnostic, urn: resource.urn });
          refused ||= diagnostic.level === "mandatory";
        }
      }
      if (refused && !run.preview) {
        run.stop();
        throw new Stopped();
      }
      return reviewed.properties;
    },
    async remediate(run, resource, ignoreChanges) {
      const reviewed = reviewedResource(run, resource, resource.inputs, ignoreChanges);
      return (await remediated(run, reviewed, true)).properties;
    },
    async reviewStack(run) {
      const resources = run.journal
        .resources()
        .filter(({ delete: leaving }) => !leaving)
        .map((resource) => reviewedResource(run, resource, resource.outputs, ignored.get(resource.urn) ?? []));
      const urns = new Set(resources.map(({ resource }) => resource.urn));
      for (const pack of await starting) {
        const diagnostics = await pack.analyzer.analyzeStack(resources).catch((error) => {
          throw failed(run, new Error(`failed to run policy: ${error.message}`));
        });
        for (const { urn, ...diagnostic } of diagnostics) {
          emit(run, pack, { ...diagnostic, ...(urn !== undefined && urns.has(urn) && { urn }) });
        }
      }
      if (violated) {
        run.stop();
        throw new Stopped();
      }
    },
  };
}

async function startOne(
  { directory, config }: DeploymentOptions["policyPacks"][number],
  options: StartOptions,
  run: Pick<Run, "preview" | "emit" | "atEnd">,
): Promise<Pack> {
  const { organization, project, stack } = options;
  const started = startPack({
    ...{ directory, organization, project, stack },
    config: { ...options.config, ...options.secretConfig },
    dryRun: run.preview,
    onOutput: (message) => run.emit({ kind: "diagnostic", severity: "info", message }),
  });
  run.atEnd(started.kill);
  const analyzer = connectAnalyzer(await started.address);
  run.atEnd(analyzer.close);
  const { name, version, policies, initialConfig } = await analyzer.info();
  await analyzer.configure(packConfig(name, policies, initialConfig, config));
  const title = `${name}@v${version}`;
  run.emit({ kind: "policy-pack", policyPack: title });
  return { title, analyzer };
}

function reviewedResource(
  run: Run,
  resource: StoredResource,
  properties: PropertyMap,
  ignoreChanges: string[],
): ReviewedResource {
  const provider = resource.provider === undefined ? undefined : run.journal.find(providerUrn(resource.provider));
  return { resource, properties, ignoreChanges, ...(provider !== undefined && { provider }) };
}

/**
 * Marks as secret in `now` what was secret at the same place in `before`: a policy that copies values loses the marks.
 */
function stillSecret(now: Value, before: Value | undefined): Value {
  if (now instanceof Secret) return now;
  if (before instanceof Secret) return new Secret(now);
  if (Array.isArray(now) && Array.isArray(before)) return now.map((item, index) => stillSecret(item, before[index]));
  if (!isMap(now) || !isMap(before)) return now;
  return Object.fromEntries(Object.entries(now).map(([key, value]) => [key, stillSecret(value, before[key])]));
}
