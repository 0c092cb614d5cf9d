import { isOfComponent, placesOf, resourceAt } from "../adopt/holders";
import { CHECKS } from "../checks/table";
import type { Deployment } from "../plan/deployment";
import { construction } from "../pulumi/construction";
import type { DeclaredKeys } from "../pulumi/declaredKeys";
import { hasFailed } from "../pulumi/failure";
import { isDeployingOrPreview } from "../pulumi/operation";
import { preparedState } from "../pulumi/preparedState";
import { isKeptByProgram } from "../pulumi/programTree";
import type { StateResource } from "../pulumi/stackState";
import { SERVICE_TYPE } from "../pulumi/urn";
import { normalCidr } from "../setup/cidr";
import { ITEMS_TYPE } from "../setup/dictionaryItems";
import { CONFIG_ENTRIES_TYPE } from "../setup/stores/configItems";
import { runChecksOrFail } from "./runChecks";

// Items may move from the program's own resource to the component. The engine deletes that resource at the end of the
// run. The provider then removes the items that the component has written.

/** The provider's resources for items: the property with the id of the thing, and the property with the items. */
const ITEMS: Record<string, [place: string, items: string]> = {
  [CONFIG_ENTRIES_TYPE]: ["storeId", "entries"],
  "fastly:index/computeAclEntries:ComputeAclEntries": ["computeAclId", "entries"],
  [ITEMS_TYPE]: ["dictionaryId", "items"],
};

/**
 * Passes unless this run would delete a resource of the program's own with items that the component declares.
 *
 * @param label the contents in words.
 * @param id the id of the store, the list or the dictionary.
 */
export async function checkFilled(
  deployment: Deployment,
  label: string,
  id: string,
  values: DeclaredKeys,
): Promise<void> {
  // The component's own hooks come first, so that the user sees only one error.
  await deployment.identity();
  const leaving: string[] = [];
  for (const [urn, resource] of (await preparedState(deployment)) ?? []) {
    if (keysOf(resource, id).some((key) => values.has(key)) && !isOfComponent(urn) && !(await isKept(urn))) {
      leaving.push(urn);
    }
  }
  if (!hasFailed()) {
    await runChecksOrFail(CHECKS.beforeFilling, { name: deployment.name, label, leaving }, deployment);
  }
}

/** Does the same for all dictionaries that the stack already has. */
export async function checkDictionaries(deployment: Deployment): Promise<true> {
  const { name, setup } = deployment;
  const filled = setup.dictionaries.filter(({ facts }) => facts.keys.length > 0);
  if (filled.length === 0 || !isDeployingOrPreview()) {
    return true;
  }
  const [identity, state] = [await deployment.identity(), await preparedState(deployment)];
  const service = state && resourceAt(state, placesOf(identity, name, SERVICE_TYPE, name));
  const blocks = (service?.outputs.dictionaries ?? []) as { name: string; dictionaryId?: string }[];
  for (const { name: dictionary, facts } of filled) {
    const id = blocks.find((block) => block.name === dictionary)?.dictionaryId;
    if (id) {
      const keys = { keys: () => facts.keys, has: (key: string) => facts.keys.includes(key) };
      await checkFilled(deployment, `the contents of the dictionary "${dictionary}"`, id, keys);
    }
  }
  return true;
}

/** The keys of the items that the resource has in the thing of this id. */
function keysOf({ type, outputs }: StateResource, id: string): string[] {
  const [place, items] = ITEMS[type] ?? [];
  const keys =
    place === undefined || items === undefined || outputs[place] !== id ? [] : Object.keys(outputs[items] ?? {});
  // An access control list has its keys in the form that Fastly returns.
  return keys.flatMap((key) => [key, normalCidr(key) ?? key]);
}

/** A program in another language is not known. Its resources count as kept. */
async function isKept(urn: string): Promise<boolean> {
  return construction() !== undefined || (await isKeptByProgram(urn));
}
