import { lockState } from "./lock";
import { engineStateError } from "./stateErrors";
import { openStateFile, type StateFile } from "./stateFile";
import { dependenciesOf, type StoredResource } from "./storedResource";

/**
 * Removes a resource from a state file, and leaves the real thing in place, like `pulumi state delete`. It refuses a
 * resource that others need, unless they are removed too. It refuses a protected one, unless it is forced.
 *
 * @returns the removed URNs.
 */
export function removeFromState(
  stateFile: string,
  passphrase: string,
  { urn, targetDependents, force }: { urn: string; targetDependents: boolean; force: boolean },
): Promise<string[]> {
  return editResource(stateFile, passphrase, urn, async ({ initial: { resources, pending }, write }) => {
    const gone = withDependents(urn, resources);
    if (gone.size > 1 && !targetDependents) {
      const others = [...gone].filter((each) => each !== urn);
      throw engineStateError("state-resource-needed", { urn, others });
    }
    const kept = resources.filter((resource) => gone.has(resource.urn) && resource.protect === true);
    if (kept.length > 0 && !force) {
      throw engineStateError("state-resource-protected", { urns: kept.map((resource) => resource.urn) });
    }
    await write({
      resources: resources.filter((resource) => !gone.has(resource.urn)),
      pending: pending.filter(({ resource }) => !gone.has(resource.urn)),
    });
    return resources.map((resource) => resource.urn).filter((each) => gone.has(each));
  });
}

/**
 * Lets a resource in a state file be deleted and replaced again, like `pulumi state unprotect`. The next `up` protects
 * it again when the program still says so.
 */
export function unprotectInState(stateFile: string, passphrase: string, urn: string): Promise<void> {
  return editResource(stateFile, passphrase, urn, async ({ initial: { resources, pending }, write }) => {
    const without = ({ protect: _, ...resource }: StoredResource) => resource;
    await write({
      resources: resources.map((resource) => (resource.urn === urn ? without(resource) : resource)),
      pending,
    });
  });
}

/** Edits a resource in a state file that no run changes meanwhile. */
async function editResource<T>(
  stateFile: string,
  passphrase: string,
  urn: string,
  edit: (file: StateFile) => Promise<T>,
): Promise<T> {
  const unlock = lockState(stateFile);
  try {
    const file = openStateFile(stateFile, passphrase);
    if (!file.initial.resources.some((resource) => resource.urn === urn)) {
      throw engineStateError("state-resource-missing", { urn });
    }
    return await edit(file);
  } finally {
    unlock();
  }
}

function withDependents(urn: string, resources: readonly StoredResource[]): Set<string> {
  const gone = new Set([urn]);
  // In the state, resources come after those that they need.
  for (const resource of resources) {
    if ([...dependenciesOf(resource)].some((each) => gone.has(each))) {
      gone.add(resource.urn);
    }
  }
  return gone;
}
