import type { ProviderResource } from "./contract";
import { forProvider } from "./marshal";
import { parsePath, resetAt } from "./propertyPath";
import { type Run, refused, Stopped } from "./run";
import { urnName } from "./urn";
import type { PropertyMap } from "./value";
import { annotateSecrets } from "./values";

/**
 * The inputs as the provider sees them, with defaults filled in. Bad inputs are reported on the resource, and stop the
 * run.
 */
export async function checkInputs(
  run: Run,
  resource: { urn: string; type: string },
  provider: ProviderResource,
  news: PropertyMap,
  olds: PropertyMap | undefined,
): Promise<PropertyMap> {
  const { inputs, failures } = await provider.check({
    urn: resource.urn,
    news: forProvider(news),
    ...(olds && { olds: forProvider(olds) }),
  });
  for (const { property, reason } of failures) {
    const where = property === "" ? "" : `: property ${property}`;
    const message = `${resource.type} resource '${urnName(resource.urn)}'${where} has a problem: ${reason}`;
    refused(run, new Error(message), resource.urn);
  }
  if (failures.length > 0) throw new Stopped();
  return annotateSecrets(inputs, news);
}

/** The inputs, with the old value of everything that `ignoreChanges` names. */
export function ignoreChanges(news: PropertyMap, olds: PropertyMap, paths: readonly string[]): PropertyMap {
  return paths.reduce((inputs, path) => resetAt(inputs, olds, parsePath(path)), news);
}
