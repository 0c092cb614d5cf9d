import { adoptionError } from "../adopt/errors";
import type { ComputeError } from "../errors";
import type { LiveService } from "../live/liveService";
import { LINK } from "../setup/kind";
import { everyThing, type ResolvedSetup } from "../setup/resolved";
import { undeclaredItems } from "./dictionaries";
import type { Adopted } from "./linkedStores";

/** Refuses to take over a service that has what is not declared. */
export async function lostByAdoption({ name, id, setup, live }: Adopted): Promise<ComputeError | undefined> {
  const lost = await undeclaredNames(live.service(id), setup);
  return lost.length === 0 ? undefined : adoptionError("lost-by-adoption", { component: name, id, lost });
}

/** What a service has and is not declared, in words. */
async function undeclaredNames(live: LiveService, setup: ResolvedSetup): Promise<string[]> {
  const version = (await live.details())?.version;
  const content = await live.content();
  if (version === undefined || content === undefined) {
    return [];
  }
  const declared = new Set(
    everyThing(setup).map(({ kind, facts }) => `the ${kind.linked === undefined ? kind.noun : LINK} ${facts.name}`),
  );
  const keys = new Map(setup.dictionaries.map(({ name, facts }) => [name, facts.keys]));
  return [
    ...[...(await live.unseen(version, {})), ...(await live.unversioned())].filter((each) => !declared.has(each)),
    ...(await undeclaredItems(content.dictionaries, keys, live)),
  ];
}
