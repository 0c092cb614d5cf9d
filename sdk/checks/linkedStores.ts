import { adoptionError } from "../adopt/errors";
import { kindOfLink, linkLines } from "../adopt/undeclared";
import type { ComputeError } from "../errors";
import type { LiveVersion } from "../fastly/version";
import type { Live } from "../live/liveService";
import { linkedThings, type ResolvedSetup } from "../setup/resolved";

/** A service that the declared one is to take over. */
export interface Adopted {
  /** The component's name, and the service's id. */
  name: string;
  id: string;
  setup: ResolvedSetup;
  live: Live;
}

/**
 * Runs before any store is made: the program could not reach a new store under a link that exists already. An
 * interrupted run may have made the component's stores without noting the service. Those stores are the component's
 * own.
 */
export async function storesInTheWay({
  name: component,
  id,
  setup,
  isKnown,
  live,
}: Adopted & { isKnown: boolean }): Promise<ComputeError | undefined> {
  const { links = [] } = (await live.service(id).content()) ?? {};
  const anew = linkedThings(setup).filter(({ facts }) => !facts.existing);
  const isOwn = async ({ resource_id, resource_type }: LiveVersion["links"][number], store: string | undefined) => {
    const kind = kindOfLink(resource_type);
    return isKnown && kind !== undefined && store !== undefined && (await live.idOfStore(kind, store)) === resource_id;
  };
  const taken: LiveVersion["links"] = [];
  for (const link of links) {
    const store = anew.find(({ facts }) => facts.name === link.name);
    if (store !== undefined && !(await isOwn(link, store.facts.store))) {
      taken.push(link);
    }
  }
  if (taken.length === 0) {
    return undefined;
  }
  const inTheWay = linkLines(
    taken.map(({ name, resource_id }) => ({ name, resourceId: resource_id })),
    (link) => taken.find(({ name }) => name === link)?.resource_type,
  );
  return adoptionError("stores-under-links", { component, id, ...inTheWay });
}
