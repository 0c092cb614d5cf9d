import { ComputeError } from "../errors";
import { type Credentials, clientOf } from "../fastly/credentials";
import { readDictionaryItems, readService, readVersion } from "../fastly/service";
import { type Blocks, movedLinks, storeKind, undeclared } from "./undeclared";

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
  const kindOf = (link: string) => storeKind(content?.links.find(({ name }) => name === link)?.resource_type);

  const moved = movedLinks(live, declared, kindOf);
  if (moved.length > 0) {
    throw new ComputeError(
      `ComputeService "${component}": the service ${id} has store links of the same name to other stores; their data would be out of reach, and the provider cannot move a link`,
      `Link the stores that are there; these lines belong to the arguments:\n  ${moved.join("\n  ")}`,
    );
  }
  if (guard.removeUndeclared) {
    return;
  }
  const lines = undeclared(live, declared, kindOf);
  const items: string[] = [];
  for (const { name, id: dictionary } of content?.dictionaries ?? []) {
    const keys = guard.dictionaryKeys.get(name);
    const more =
      keys && Object.keys(await readDictionaryItems(client, id, dictionary)).filter((key) => !keys.includes(key));
    if (more !== undefined && more.length > 0) {
      items.push(`the dictionary ${name} has more items: ${more.map((key) => JSON.stringify(key)).join(", ")}`);
    }
  }
  if (lines.length + items.length === 0) {
    return;
  }
  const pasted = lines.length === 0 ? "" : `\nThese lines belong to the arguments:\n  ${lines.join("\n  ")}`;
  const added =
    items.length === 0 ? "" : `\nThese belong to [setup.dictionaries] or the arguments:\n  ${items.join("\n  ")}`;
  throw new ComputeError(
    `ComputeService "${component}": the service ${id} has what is not declared, and would lose it`,
    `Declare it, or let it be removed with { removeUndeclared: true }.${pasted}${added}`,
  );
}
