import type { Manifest } from "../manifest";
import { type Place, placeText } from "../pulumi/place";
import type { Unique } from "../pulumi/taken";
import type { Things } from "./kinds";
import type { Report } from "./report";
import { everyThing, linkedThings } from "./resolved";
import { storeError } from "./stores/errors";

/**
 * The things that no other component of the program may have. Resources are named `<component>-<thing>`. Two components
 * can get the same name in different ways: by the thing `b-c` of `a`, and by the thing `c` of `a-b`. At Fastly, domains
 * and new stores need unique names too.
 */
export function uniqueThings(place: Place, things: Things, isActivated: boolean): Unique[] {
  return everyThing(things)
    .filter(({ kind }) => kind.review !== undefined)
    .map(({ kind, facts }) => {
      const name = kind.nameAtFastly?.(facts, isActivated);
      const keys = [
        placeText({ ...place, name: `${place.name}-${facts.name}` }),
        ...(name ? [`Fastly's ${name}`] : []),
      ];
      return { keys: keys.map((key) => `${kind.noun} ${key}`), what: `${kind.noun} "${facts.name}"` };
    });
}

/**
 * Reports things of two kinds with the same name. The name is that of their link, and a service has one link of a name.
 */
export function checkLinkNames(things: Things, { setup }: Pick<Manifest, "setup">, report: Report): void {
  const nounOf = new Map<string, string>();
  for (const { kind, facts } of linkedThings(things)) {
    const other = nounOf.get(facts.name);
    if (other !== undefined) {
      report.error(
        ["setup", kind.linked.section(setup, facts.name), facts.name],
        storeError.explain("store-link-twice", { noun: kind.noun, name: facts.name, other }),
      );
    }
    nounOf.set(facts.name, kind.noun);
  }
}
