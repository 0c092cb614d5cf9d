import type { ProviderResource } from "./contract";
import { forProvider } from "./marshal";
import type { Run } from "./run";
import { dependenciesOf, type StoredResource } from "./storedResource";
import { providerPackage } from "./urn";
import { UNKNOWN } from "./value";
import { unwrapSecrets } from "./values";

export interface DependentReplacement {
  resource: StoredResource;
  provider: ProviderResource;
}

/**
 * The resources that must be deleted before a resource: every dependent that a change of the resource would replace. In
 * deletion order.
 */
export async function dependentReplacements(run: Run, replaced: StoredResource): Promise<DependentReplacement[]> {
  const urns = new Set([replaced.urn]);
  const found: DependentReplacement[] = [];
  for (const resource of inDependencyOrder(run.journal.remaining().map(([old]) => old))) {
    if (!resource.custom || resource.external || resource.delete || urns.has(resource.urn)) continue;
    if (providerPackage(resource.type) !== undefined) continue;
    if (!resource.dependencies.some((urn) => urns.has(urn))) continue;
    const provider = run.providers.resource(resource.type, resource.provider);
    if (!(await wouldBeReplaced(resource, provider, urns))) continue;
    if (resource.protect) {
      throw new Error(
        `unable to replace resource "${resource.urn}"\nas part of replacing "${replaced.urn}": it is currently marked ` +
          "for protection. Remove the `protect` flag from it in your Pulumi program and run `pulumi up`, or use the " +
          `command:\n\`pulumi state unprotect '${resource.urn}'\``,
      );
    }
    urns.add(resource.urn);
    found.unshift({ resource, provider });
  }
  return found;
}

async function wouldBeReplaced(
  resource: StoredResource,
  provider: ProviderResource,
  urns: ReadonlySet<string>,
): Promise<boolean> {
  const properties = Object.entries(resource.propertyDependencies).filter(([, list]) =>
    list.some((urn) => urns.has(urn)),
  );
  // A dependency without a property (`dependsOn`) does not show what would change.
  if (properties.length === 0) return false;
  const inputs = forProvider(resource.inputs);
  const news = { ...inputs, ...Object.fromEntries(properties.map(([property]) => [property, UNKNOWN])) };
  const checked = await provider.check({ urn: resource.urn, olds: inputs, news });
  if (checked.failures.length > 0) return true;
  const diff = await provider.diff({
    urn: resource.urn,
    id: resource.id ?? "",
    oldInputs: inputs,
    oldOutputs: unwrapSecrets(resource.outputs),
    newInputs: checked.inputs,
  });
  return diff.replaces.length > 0;
}

function inDependencyOrder(resources: StoredResource[]): StoredResource[] {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const visited = new Set<StoredResource>();
  const ordered: StoredResource[] = [];
  const visit = (resource: StoredResource | undefined) => {
    if (resource === undefined || visited.has(resource)) return;
    visited.add(resource);
    for (const urn of dependenciesOf(resource)) visit(byUrn.get(urn));
    ordered.push(resource);
  };
  for (const resource of resources) visit(resource);
  return ordered;
}
