import type { Diagnostic } from "../errors/diagnostics";
import type { LateCheck } from "../pulumi/lateChecks";
import { settledDomains } from "./domains";
import type { Lifted } from "./inputs";
import type { Facts, Kind, LinkedFacts, LinkedKind } from "./kind";
import { EVERY_KIND, type KindName, LINKED_KINDS, type Things } from "./kinds";

/** Everything that the service is going to have, from the arguments, the configuration and the manifest. */
export interface ResolvedSetup extends Things {
  warnings: Diagnostic[];
  /** What of it has to be looked at once it is known. */
  late: LateCheck[];
}

/** One thing, with its kind. */
export interface Thing {
  name: KindName;
  kind: Kind;
  facts: Lifted<Facts>;
}

/** The same, with what things are called that only the state tells. */
export async function settledSetup<T extends Things>(setup: T): Promise<T> {
  return { ...setup, domains: await settledDomains(setup.domains) };
}

/** What a kind has resolved, for whoever asks all of them alike. */
export function resolvedOf(setup: Things, name: KindName): never {
  return setup[name] as never;
}

/** Everything that is declared, as far as anybody sees it. */
export function everyThing(setup: Things): Thing[] {
  return EVERY_KIND.flatMap(([name, kind]) =>
    (kind.facts(resolvedOf(setup, name)) as unknown as Lifted<Facts>[]).map((facts) => ({ name, kind, facts })),
  );
}

/** What the service is going to be linked to. */
export function linkedThings(setup: Things): { name: KindName; kind: LinkedKind; facts: LinkedFacts }[] {
  return LINKED_KINDS.flatMap(([name, kind]) =>
    (kind.facts(resolvedOf(setup, name)) as unknown as LinkedFacts[]).map((facts) => ({ name, kind, facts })),
  );
}
