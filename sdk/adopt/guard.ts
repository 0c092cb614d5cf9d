import { ComputeError } from "../errors";
import { type Credentials, clientOf } from "../fastly/credentials";
import { readService } from "../fastly/service";
import { readVersion } from "../fastly/version";
import type { Blocks, Undeclared } from "../setup/lines";
import { refuseFilled, refuseWriteOnly, undeclaredItems } from "./dictionaries";
import { movedLinks, undeclared } from "./undeclared";

/** What a first update of an imported service must not remove. */
export interface Guard {
  component: string;
  id: string;
  /** As the engine compares them: the imported service, and what the program wants. */
  live: Blocks;
  declared: Blocks;
  /** The keys that each declared dictionary is going to have. */
  dictionaryKeys: Map<string, string[]>;
  removeUndeclared: boolean;
}

/** Whether the service was imported and never updated since: only an update tells the state where the package is. */
export function isImported(live: Blocks): boolean {
  const [pkg] = [live.package].flat() as ({ filename?: unknown } | undefined)[];
  return pkg?.filename === undefined;
}

/** @throws ComputeError that lists what lives at Fastly and is not declared, as lines to paste. */
export async function guardLiveService(guard: Guard, credentials: Credentials): Promise<void> {
  const { component, id, live, declared } = guard;
  const client = await clientOf(credentials);
  const version = (await readService(client, id))?.version;
  const content = version === undefined ? undefined : await readVersion(client, id, version);
  const typeOf = (link: string) => content?.links.find(({ name }) => name === link)?.resource_type;

  const moved = movedLinks(live, declared, typeOf);
  if (moved.lines.length + moved.undeclarable.length > 0) {
    throw new ComputeError(
      `ComputeService "${component}": the service ${id} has store links of the same name to other stores; their data would be out of reach, and the provider cannot move a link`,
      linkRemedy(moved),
    );
  }
  const dictionaries = content?.dictionaries ?? [];
  refuseWriteOnly(component, id, dictionaries);
  if (guard.removeUndeclared) {
    await refuseFilled(component, id, dictionaries, guard.dictionaryKeys, client);
    return;
  }
  const { lines, undeclarable } = undeclared(live, declared, typeOf);
  const items = await undeclaredItems(id, dictionaries, guard.dictionaryKeys, client);
  if (lines.length + items.length + undeclarable.length === 0) {
    return;
  }
  const remove = "{ removeUndeclared: true }";
  throw new ComputeError(
    `ComputeService "${component}": the service ${id} has what is not declared, and would lose it`,
    [
      lines.length + items.length === 0
        ? `It can only be removed, with ${remove}.`
        : `Declare it, or let it be removed with ${remove}.`,
      ...section("These lines belong to the arguments:", lines),
      ...section("These belong to [setup.dictionaries] or the arguments:", items),
      ...section(`These cannot be declared, and go with ${remove} only:`, undeclarable),
    ].join("\n"),
  );
}

/** How to go on where links are in the way of new ones of the same name. */
export function linkRemedy({ lines, undeclarable }: Undeclared): string {
  return [
    ...section("Link the stores that are there; these lines belong to the arguments:", lines),
    ...section("These links lead to no store; give stores other names than theirs:", undeclarable),
  ].join("\n");
}

function section(title: string, lines: string[]): string[] {
  return lines.length === 0 ? [] : [[title, ...lines].join("\n  ")];
}
