import { ComputeError } from "../errors";
import type { FastlyClient } from "../fastly/client";
import type { LiveVersion } from "../fastly/version";
import { linkedThings, type ResolvedSetup } from "../setup/resolved";
import { linkRemedy } from "./guard";
import { kindOfLink, linkLines } from "./undeclared";

/**
 * Before any store is made: a new one under a link that is there would be out of the program's reach.
 *
 * @param isKnown whether the stack has the component, from a run that was interrupted before it noted the service: the
 * stores of that run are this component's own.
 */
export async function checkStores(
  component: string,
  id: string,
  { links }: LiveVersion,
  setup: ResolvedSetup,
  client: FastlyClient,
  isKnown: boolean,
): Promise<void> {
  const anew = linkedThings(setup).filter(({ facts }) => !facts.existing);
  const isOwn = async ({ resource_id, resource_type }: (typeof links)[number], store: string | undefined) => {
    const kind = kindOfLink(resource_type);
    return (
      isKnown && kind !== undefined && store !== undefined && (await kind.linked.find(client, store)) === resource_id
    );
  };
  const taken: typeof links = [];
  for (const link of links) {
    const store = anew.find(({ facts }) => facts.name === link.name);
    if (store !== undefined && !(await isOwn(link, store.facts.store))) {
      taken.push(link);
    }
  }
  if (taken.length > 0) {
    const inTheWay = linkLines(
      taken.map(({ name, resource_id }) => ({ name, resourceId: resource_id })),
      (link) => taken.find(({ name }) => name === link)?.resource_type,
    );
    throw new ComputeError(
      `ComputeService "${component}": the service ${id} has stores under names for which new stores would be made, without their data`,
      linkRemedy(inTheWay),
    );
  }
}
