import {
  AnalyzerPropertyDependencies,
  AnalyzerProviderResource,
  AnalyzerResource,
  AnalyzerResourceOptions,
} from "@pulumi/pulumi/proto/analyzer_pb";
import { toStruct } from "../marshal";
import type { StoredResource } from "../storedResource";
import { urnName } from "../urn";
import type { PropertyMap } from "../value";

/** A resource as policies see it. */
export interface ReviewedResource {
  resource: StoredResource;
  /** The properties to judge: inputs before the operation, outputs when the stack is complete. */
  properties: PropertyMap;
  ignoreChanges: string[];
  /** The provider of the resource. */
  provider?: StoredResource;
}

export function resourceOptions({ resource, ignoreChanges }: ReviewedResource): AnalyzerResourceOptions {
  const options = new AnalyzerResourceOptions();
  options.setProtect(resource.protect ?? false);
  options.setIgnorechangesList(ignoreChanges);
  options.setDeletebeforereplace(resource.deleteBeforeReplace ?? false);
  options.setDeletebeforereplacedefined(resource.deleteBeforeReplace !== undefined);
  options.setAdditionalsecretoutputsList(resource.additionalSecretOutputs ?? []);
  options.setAliasesList(resource.aliases ?? []);
  options.setParent(resource.parent ?? "");
  return options;
}

export function providerMessage(provider: StoredResource): AnalyzerProviderResource {
  const message = new AnalyzerProviderResource();
  message.setType(provider.type);
  message.setUrn(provider.urn);
  message.setName(urnName(provider.urn));
  message.setProperties(toStruct(provider.inputs));
  return message;
}

export function analyzerResource(reviewed: ReviewedResource): AnalyzerResource {
  const { resource, properties, provider } = reviewed;
  const message = new AnalyzerResource();
  message.setType(resource.type);
  message.setUrn(resource.urn);
  message.setName(urnName(resource.urn));
  message.setProperties(toStruct(properties));
  message.setOptions(resourceOptions(reviewed));
  message.setParent(resource.parent ?? "");
  message.setDependenciesList(resource.dependencies);
  for (const [property, urns] of Object.entries(resource.propertyDependencies)) {
    const dependencies = new AnalyzerPropertyDependencies();
    dependencies.setUrnsList(urns);
    message.getPropertydependenciesMap().set(property, dependencies);
  }
  if (provider !== undefined) message.setProvider(providerMessage(provider));
  return message;
}
