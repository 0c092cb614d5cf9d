import { lockState } from "./lock";
import { engineStateError } from "./stateErrors";
import { openStateFile } from "./stateFile";
import { dependenciesOf, type StoredResource } from "./storedResource";

/**
 * Takes a resource out of a state file, and leaves what it stands for where it is. As `pulumi state delete`, it refuses
 * what other resources need, unless they go as well, and what is protected, unless it is forced.
 *
 * @returns the URNs that were taken out.
 */
export async function removeFromState(
  stateFile: string,
  passphrase: string,
  { urn, targetDependents, force }: { urn: string; targetDependents: boolean; force: boolean },
): Promise<string[]> {
  const unlock = lockState(stateFile);
  try {
    const file = openStateFile(stateFile, passphrase);
    const { resources, pending } = file.initial;
    if (!resources.some((resource) => resource.urn === urn)) {
      throw engineStateError("state-resource-missing", { urn });
    }
    const gone = withDependents(urn, resources);
    if (gone.size > 1 && !targetDependents) {
      const others = [...gone].filter((each) => each !== urn);
      throw engineStateError("state-resource-needed", { urn, others });
    }
    const kept = resources.filter((resource) => gone.has(resource.urn) && resource.protect === true);
    if (kept.length > 0 && !force) {
      throw engineStateError("state-resource-protected", { urns: kept.map((resource) => resource.urn) });
    }
    await file.write({
      resources: resources.filter((resource) => !gone.has(resource.urn)),
      pending: pending.filter(({ resource }) => !gone.has(resource.urn)),
    });
    return resources.map((resource) => resource.urn).filter((each) => gone.has(each));
  } finally {
    unlock();
  }
}

/**
 * Lets a resource of a state file be deleted and replaced again, as `pulumi state unprotect`. The next `up` protects it
 * once more when the program still says so.
 */
export async function unprotectInState(stateFile: string, passphrase: string, urn: string): Promise<void> {
  const unlock = lockState(stateFile);
  try {
    const file = openStateFile(stateFile, passphrase);
    const { resources, pending } = file.initial;
    if (!resources.some((resource) => resource.urn === urn)) {
      throw engineStateError("state-resource-missing", { urn });
    }
    const without = ({ protect: _, ...resource }: StoredResource) => resource;
    await file.write({
      resources: resources.map((resource) => (resource.urn === urn ? without(resource) : resource)),
      pending,
    });
  } finally {
    unlock();
  }
}

function withDependents(urn: string, resources: readonly StoredResource[]): Set<string> {
  const gone = new Set([urn]);
  // Resources come after what they need.
  for (const resource of resources) {
    if ([...dependenciesOf(resource)].some((each) => gone.has(each))) {
      gone.add(resource.urn);
    }
  }
  return gone;
}
