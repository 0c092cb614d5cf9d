import type { ResourceState } from "./contract";

/** A resource as the state file keeps it. Treated as immutable: a change is a new object. */
export interface StoredResource extends ResourceState {
  /** Only read (`Resource.get`), never created, updated or deleted. */
  external?: boolean;
  /** The id that the program's `import` option named when the resource was taken over. */
  importId?: string;
  /** Deleted first in a replacement whose creation has not happened yet. */
  pendingReplacement?: boolean;
  /** URN of a resource whose deletion removes this one too. */
  deletedWith?: string;
  additionalSecretOutputs?: string[];
  /** Names of the hooks to run around a deletion, which may come when the program no longer has the resource. */
  beforeDelete?: string[];
  afterDelete?: string[];
}

/** An operation that was started and whose end is not recorded. */
export interface PendingOperation {
  type: "creating" | "updating" | "deleting" | "reading" | "importing";
  resource: StoredResource;
}

/** URNs that a resource needs to exist: its parent, its dependencies, what it is deleted with, and its provider. */
export function dependenciesOf(resource: StoredResource): Set<string> {
  const urns = new Set(resource.dependencies);
  for (const list of Object.values(resource.propertyDependencies)) for (const urn of list) urns.add(urn);
  if (resource.parent !== undefined) urns.add(resource.parent);
  if (resource.deletedWith !== undefined) urns.add(resource.deletedWith);
  if (resource.provider !== undefined) urns.add(resource.provider.slice(0, resource.provider.lastIndexOf("::")));
  return urns;
}
