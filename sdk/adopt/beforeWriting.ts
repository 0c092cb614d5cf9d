import { ComputeError } from "../errors";
import type { FastlyClient } from "../fastly/client";
import type { LiveVersion } from "../fastly/version";
import { readUnseen } from "../live/unseen";
import { LINK } from "../setup/kind";
import { everyThing, linkedThings, type ResolvedSetup } from "../setup/resolved";
import { undeclaredItems } from "./dictionaries";

/**
 * Refuses an adoption that the guard would refuse as something would be lost, before contents are written into stores
 * that are in use: stores are filled before the engine comes to the service, which is what the guard compares. A preview
 * writes nothing, and is where the guard says all that is to say.
 */
export async function refuseBeforeWriting(
  component: string,
  id: string,
  version: number,
  { dictionaries }: LiveVersion,
  setup: ResolvedSetup,
  client: FastlyClient,
): Promise<void> {
  if (!linkedThings(setup).some(({ facts: { existing, keys } }) => existing && keys.length > 0)) {
    return;
  }
  const declared = new Set(
    everyThing(setup).map(({ kind, facts }) => `the ${kind.linked === undefined ? kind.noun : LINK} ${facts.name}`),
  );
  const keys = new Map(setup.dictionaries.map(({ name, facts }) => [name, facts.keys]));
  const lost = [
    ...(await readUnseen(client, id, version, {})).filter((each) => !declared.has(each)),
    ...(await undeclaredItems(id, dictionaries, keys, client)),
  ];
  if (lost.length > 0) {
    throw new ComputeError(
      `ComputeService "${component}": the service ${id} has what is not declared, and would lose it:\n  ${lost.join("\n  ")}`,
      "The lines that keep it are shown by: pulumi preview\nOr let it be removed with { removeUndeclared: true }.",
    );
  }
}
