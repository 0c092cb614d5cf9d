import type * as pulumi from "@pulumi/pulumi";
import { ComputeError } from "../errors";
import { clientOf } from "../fastly/credentials";
import { readService } from "../fastly/service";
import { readLinks } from "../fastly/version";
import type { Deployment, Plan } from "../plan/deployment";
import { type DeclaredStore, storesOf } from "../plan/summary";
import { resourceHook } from "../pulumi/hooks";
import { isMocked } from "../pulumi/mocks";
import { plain } from "../pulumi/plain";
import { presumedId } from "./presumed";

/** A store that was made with `forceDestroy`, as the component's inputs have it. */
type OwnStore = Pick<DeclaredStore, "kind" | "name">;

/**
 * Refuses to delete a store with its data while a version that serves requests goes on reading it: `forceDestroy` is
 * there to lose what is no longer needed. No resource of the run tells what the engine is going to delete, only the
 * component's state, which has the stores of the last run: hence hooks on the component, before that state is replaced.
 *
 * @param deployment undefined while the component has not got that far, when its error is on its way already.
 */
export function lostStoreHooks(
  plan: Plan,
  deployment: () => Deployment | undefined,
): pulumi.ResourceHookBinding | undefined {
  const { setup, activation } = plan;
  if (setup === undefined || isMocked()) {
    return undefined;
  }
  const declared = storesOf(setup);
  const check = resourceHook(
    `${plan.name}-check-lost-stores`,
    async ({ oldInputs, oldOutputs }) => {
      const before = ((await plain(oldInputs)).forceDestroyStores ?? []) as OwnStore[];
      const among = (stores: OwnStore[]) => (store: OwnStore) =>
        stores.some(({ kind, name }) => kind === store.kind && name === store.name);
      refuseLinked(plan.name, before.filter(among(declared.filter(({ existing }) => existing))));
      const removed = before.filter((store) => !among(declared)(store));
      const begun = deployment();
      if (removed.length > 0 && !activation.activate && begun !== undefined) {
        await refuseRead(begun, removed, oldOutputs?.serviceId);
      }
    },
    { onDryRun: true },
  );
  return { beforeUpdate: [check] };
}

/** A store that is linked instead of made is no longer the program's own, so the engine deletes what the link leads to. */
function refuseLinked(component: string, [store]: OwnStore[]): void {
  if (store !== undefined) {
    throw new ComputeError(
      `ComputeService "${component}" would delete ${describe(store)} with its data: it has forceDestroy, and another declaration takes its place`,
      "To link the same store, run pulumi up once with forceDestroy: false in place of [existingId] or [existingName], then again with it.\n" +
        `To link another one, run pulumi up once without the store "${store.name}", which deletes it, then again with it.`,
    );
  }
}

/** The version that is prepared lacks the stores, but not the one that stays active. */
async function refuseRead(deployment: Deployment, removed: OwnStore[], known: unknown): Promise<void> {
  const client = await clientOf(deployment.credentials);
  // The engine forgets the component's outputs when a run fails.
  const id = known ?? (await presumedId(deployment, client));
  const version = typeof id === "string" ? (await readService(client, id))?.activeVersion : undefined;
  if (typeof id !== "string" || version === undefined) {
    return;
  }
  const links = await readLinks(client, id, version);
  const read = removed.filter((store) => links.some(({ name }) => name === store.name));
  if (read.length > 0) {
    throw new ComputeError(
      `ComputeService "${deployment.name}" would delete, with all data, what the active version ${version} of the service ${id} reads: ${read.map(describe).join(", ")}`,
      "Remove it by a pulumi up that activates, without activate: false and stage: true.\n" +
        "To prepare a version without it, and keep its data: run pulumi up once with it and forceDestroy: false, then again without it.",
    );
  }
}

function describe({ kind, name }: OwnStore): string {
  return `the ${kind === "kv" ? "KV" : kind} store "${name}"`;
}
