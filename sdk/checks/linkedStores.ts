import { adoptionError } from "../adopt/errors";
import { kindOfLink, linkLines } from "../adopt/undeclared";
import type { ComputeError } from "../errors";
import type { LiveVersion } from "../fastly/version";
import type { Live } from "../live/liveService";
import { linkedThings, type ResolvedSetup } from "../setup/resolved";

/** A service that is to be taken over by what is declared. */
export interface Adopted {
  /** The component's name, and the id of the service. */
  name: string;
  id: string;
  setup: ResolvedSetup;
  live: Live;
}

/**
 * Before any store is made: a new one under a link that is there would be out of the program's reach. When the stack has
 * the component, from a run that was interrupted before it noted the service, the stores of that run are its own.
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
