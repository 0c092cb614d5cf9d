import type { Diagnostic } from "../errors/diagnostics";
import type { LateCheck } from "../pulumi/lateChecks";
import { settledDomains } from "./domains";
import type { Lifted } from "./inputs";
import type { Facts, Kind, LinkedKind } from "./kind";
import { EVERY_KIND, type KindName, LINKED_KINDS, type Things } from "./kinds";
import type { StoreFacts } from "./stores/store";

/** Everything that the service will have, from the arguments, the configuration and the manifest. */
export interface ResolvedSetup extends Things {
  warnings: Diagnostic[];
  /** Checks to run once their values are known. */
  late: LateCheck[];
}

/** One thing, with its kind. */
export interface Thing {
  name: KindName;
  kind: Kind;
  facts: Lifted<Facts>;
}

/** The setup, with names that only the state knows. */
export async function settledSetup<T extends Things>(setup: T): Promise<T> {
  return { ...setup, domains: await settledDomains(setup.domains) };
}

/** The result of one kind, for code that treats all kinds alike. */
export function resolvedOf(setup: Things, name: KindName): never {
  return setup[name] as never;
}

/** Every declared thing, as reviewers see it. */
export function everyThing(setup: Things): Thing[] {
  return EVERY_KIND.flatMap(([name, kind]) =>
    (kind.facts(resolvedOf(setup, name)) as unknown as Lifted<Facts>[]).map((facts) => ({ name, kind, facts })),
  );
}

/** The things that the service will be linked to. */
export function linkedThings(setup: Things): { name: KindName; kind: LinkedKind; facts: StoreFacts }[] {
  return LINKED_KINDS.flatMap(([name, kind]) =>
    (kind.facts(resolvedOf(setup, name)) as unknown as StoreFacts[]).map((facts) => ({ name, kind, facts })),
  );
}
