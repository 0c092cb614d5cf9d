import { placesOf } from "../adopt/holders";
import { CHECKS } from "../checks/table";
import type { Deployment } from "../plan/deployment";
import { isDeclaredElsewhere, noteKeys, whenDeclared } from "../pulumi/declaredKeys";
import { entriesOf } from "../setup/contentsAtFastly";
import type { MadeThing } from "../setup/declare";
import type { DeclaredValues } from "../setup/keptContents";
import { runChecksOrFail } from "./runChecks";

/**
 * Guards the items that other links declare for a new store, when its own component declares none any more. The engine
 * deletes the resource of the former items, with all items that the state has of the store. After a refresh these are
 * the items of other links too. Only the state shows such a deletion: no hook precedes it.
 */
export function guardEmptied(deployment: Deployment, things: MadeThing[]): void {
  for (const { kind, facts, link, store, contents } of things) {
    const { readable } = kind;
    if (!facts.existing && contents.length === 0 && readable !== undefined) {
      const none = { keys: () => [], has: () => false, read: async () => undefined };
      noteKeys({ kind: kind.linked.api, name: store, id: link.resourceId }, none);
      whenDeclared(link.resourceId, (id) => checkFormer(deployment, id, none, readable, kind.noun, facts.name));
    }
  }
}

async function checkFormer(
  deployment: Deployment,
  store: string,
  none: DeclaredValues,
  { type, property }: { type: string; property: string },
  noun: string,
  link: string,
): Promise<void> {
  const { name } = deployment;
  const [state, identity] = await Promise.all([deployment.state.read(), deployment.identity()]);
  const former = placesOf(identity, name, type, `${name}-${link}`).flatMap((urn) => state?.get(urn) ?? []);
  for (const { outputs } of former) {
    const situation = {
      contents: { label: `the contents of the ${noun} "${link}"`, values: none, entriesIn: entriesOf(property) },
      before: {},
      state: outputs,
      isDeclaredElsewhere: (key: string) => isDeclaredElsewhere(store, key, none),
    };
    await runChecksOrFail(CHECKS.beforeItemsChange, situation, deployment);
  }
}
