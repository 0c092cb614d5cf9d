import { adoptionError } from "../adopt/errors";
import { undeclared } from "../adopt/undeclared";
import type { ComputeError } from "../errors";
import type { LiveVersion } from "../fastly/version";
import type { LiveService } from "../live/liveService";
import { serviceBlocks } from "../setup/declare";
import { LINK } from "../setup/kind";
import { everyThing, linkedThings, type ResolvedSetup } from "../setup/resolved";
import { undeclaredItems } from "./dictionaries";
import type { Adopted } from "./linkedStores";

/** Refuses to take over a service that has undeclared things. The error lists the lines that declare them. */
export async function lostByAdoption({ name, id, setup, live }: Adopted): Promise<ComputeError | undefined> {
  const service = live.service(id);
  const version = (await service.details())?.version;
  const content = await service.content();
  if (version === undefined || content === undefined) {
    return undefined;
  }
  const names = await undeclaredNames(service, version, setup);
  const items = await undeclaredItems(content, setup, service);
  const { lines, undeclarable } = await linesFor(service, content, setup);
  if (names.length + items.length + lines.length + undeclarable.length === 0) {
    return undefined;
  }
  const isShown = lines.length + undeclarable.length > 0 || names.length === 0;
  return adoptionError("lost-by-adoption", {
    component: name,
    id,
    lines,
    items,
    undeclarable: isShown ? undeclarable : names,
  });
}

/** The undeclared things of a service, in words. */
async function undeclaredNames(service: LiveService, version: number, setup: ResolvedSetup): Promise<string[]> {
  const declared = new Set(
    everyThing(setup).map(({ kind, facts }) => `the ${kind.linked === undefined ? kind.noun : LINK} ${facts.name}`),
  );
  const found = [...(await service.unseen(version, {})), ...(await service.unversioned(version))];
  return found.filter((each) => !declared.has(each));
}

/** Reads everything itself: the provider has not read the service yet. */
async function linesFor(service: LiveService, { links }: LiveVersion, setup: ResolvedSetup) {
  const wanted = linkedThings(setup).map(({ facts }) => ({ name: facts.name, resourceId: "" }));
  const typeOf = (link: string) => links.find(({ name }) => name === link)?.resource_type;
  return undeclared(await service.blocks(), serviceBlocks(setup, wanted), typeOf);
}
