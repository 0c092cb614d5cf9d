import { UserError } from "pulumi-fastly-compute/internal";
import { lockState } from "./lock";
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
      throw new UserError(`The state has no resource ${urn}`, "pulumi stack lists what there is.");
    }
    const gone = withDependents(urn, resources);
    if (gone.size > 1 && !targetDependents) {
      const others = [...gone].filter((each) => each !== urn);
      throw new UserError(
        `${urn} cannot be taken out of the state, as others depend on it:\n  ${others.join("\n  ")}`,
        "Pass --target-dependents to take them out as well.",
      );
    }
    const kept = resources.filter((resource) => gone.has(resource.urn) && resource.protect === true);
    if (kept.length > 0 && !force) {
      throw new UserError(
        `${kept.map((resource) => resource.urn).join(", ")} is protected`,
        "Pass --force to take it out of the state all the same.",
      );
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
