import { type Place, placeText } from "../pulumi/place";
import type { Unique } from "../pulumi/taken";
import type { StoreFacts } from "./stores";

interface Named {
  name: string;
}

/** What of a setup tells it from another one. */
interface Things extends Record<"domains" | "backends" | "dictionaries" | "logEndpoints", Named[]> {
  configStores: { facts: StoreFacts }[];
  kvStores: { facts: StoreFacts }[];
  secretStores: { facts: StoreFacts }[];
  products: { facts: Named[] };
}

/**
 * What no other component of the program can have as well. Resources are named `<component>-<thing>`, which two
 * components can come to by different ways: the thing `b-c` of `a`, and the thing `c` of `a-b`. At Fastly, domains and
 * new stores need names of their own.
 */
export function uniqueThings(place: Place, setup: Things, activate: boolean): Unique[] {
  const resource = <T extends Named>(noun: string, things: T[], atFastly = (_: T): string | undefined => undefined) =>
    things.map((thing) => {
      const name = atFastly(thing);
      const keys = [
        placeText({ ...place, name: `${place.name}-${thing.name}` }),
        ...(name ? [`Fastly's ${name}`] : []),
      ];
      return { keys: keys.map((key) => `${noun} ${key}`), what: `${noun} "${thing.name}"` };
    });
  const stores = (noun: string, resolved: { facts: StoreFacts }[]) =>
    resource(
      noun,
      resolved.map(({ facts }) => facts),
      ({ existing, store }) => (existing ? undefined : store),
    );
  return [
    // A draft may have a domain that the service which serves it is about to lose.
    ...resource("domain", setup.domains, ({ name }) => (activate ? name : undefined)),
    ...resource("backend", setup.backends),
    ...resource("dictionary", setup.dictionaries),
    ...stores("config store", setup.configStores),
    ...stores("KV store", setup.kvStores),
    ...stores("secret store", setup.secretStores),
    ...resource("log endpoint", setup.logEndpoints),
    ...resource("product", setup.products.facts),
  ];
}
