import type { ProviderResource } from "./contract";
import type { Goal } from "./goal";
import type { StoredResource } from "./storedResource";

/** A goal with everything that its planning needs. */
export interface Wanted {
  goal: Goal;
  /** The resource without outputs, with the program's inputs. */
  next: StoredResource;
  /** Undefined for components. */
  provider: ProviderResource | undefined;
}

/** The state of a resource as far as its goal decides it. Options that are not set are left out. */
export function wantedResource(
  goal: Goal,
  urn: string,
  aliases: string[],
  provider: string | undefined,
): StoredResource {
  const { options } = goal;
  const { beforeDelete, afterDelete, onError } = options.hooks;
  return {
    urn,
    type: goal.type,
    custom: goal.custom,
    inputs: goal.inputs,
    outputs: {},
    ...(goal.parent !== undefined && { parent: goal.parent }),
    dependencies: options.dependsOn,
    propertyDependencies: goal.propertyDependencies,
    ...(provider !== undefined && { provider }),
    ...(options.protect && { protect: true }),
    ...(options.retainOnDelete && { retainOnDelete: true }),
    ...(options.deleteBeforeReplace !== undefined && { deleteBeforeReplace: options.deleteBeforeReplace }),
    ...(options.deletedWith !== undefined && { deletedWith: options.deletedWith }),
    ...(options.importId !== undefined && { importId: options.importId }),
    ...(options.additionalSecretOutputs.length > 0 && { additionalSecretOutputs: options.additionalSecretOutputs }),
    ...(aliases.length > 0 && { aliases }),
    ...(beforeDelete.length > 0 && { beforeDelete }),
    ...(afterDelete.length > 0 && { afterDelete }),
    ...(onError.length > 0 && { onError }),
  };
}
