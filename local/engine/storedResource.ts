import type { ResourceState } from "./contract";

/** A resource in the state file. Treated as immutable: a change makes a new object. */
export interface StoredResource extends ResourceState {
  /** Only read (`Resource.get`), never created, updated or deleted. */
  external?: boolean;
  /** The id in the program's `import` option when the resource was taken over. */
  importId?: string;
  /** Set when a replacement has deleted it first, and has not created the new one yet. */
  pendingReplacement?: boolean;
  /** The URN of a resource whose deletion also removes this one. */
  deletedWith?: string;
  additionalSecretOutputs?: string[];
  /** The names of the hooks around a deletion: it may come when the program no longer has the resource. */
  beforeDelete?: string[];
  afterDelete?: string[];
  /** The names of the hooks for a deletion that fails. */
  onError?: string[];
}

/** An operation that was started and has no recorded end. */
export interface PendingOperation {
  type: "creating" | "updating" | "deleting" | "reading" | "importing";
  resource: StoredResource;
}

/**
 * The URNs of the resources that a resource needs: its parent, its dependencies, the one it is deleted with, and its
 * provider.
 */
export function dependenciesOf(resource: StoredResource): Set<string> {
  const urns = new Set(resource.dependencies);
  for (const list of Object.values(resource.propertyDependencies)) for (const urn of list) urns.add(urn);
  if (resource.parent !== undefined) urns.add(resource.parent);
  if (resource.deletedWith !== undefined) urns.add(resource.deletedWith);
  if (resource.provider !== undefined) urns.add(resource.provider.slice(0, resource.provider.lastIndexOf("::")));
  return urns;
}
