import type { LinkedKind } from "../setup/kind";
import { EVERY_KIND, LINKED_KINDS } from "../setup/kinds";
import { type Block, type Blocks, blocksOf, entry, group, missing, object, type Undeclared } from "../setup/lines";

/** The kind of thing that a link leads to, by Fastly's type. Undefined for types that the component does not know. */
export function kindOfLink(type: string | undefined): LinkedKind | undefined {
  return LINKED_KINDS.find(([, { linked }]) => type !== undefined && linked.isType(type))?.[1];
}

/** Fastly's type of the thing that a link leads to, by the name of the link. */
export type TypeOfLink = (link: string) => string | undefined;

/**
 * What a service would lose under the given declaration. Values that are or may be secret are left for the user to fill
 * in.
 */
export function undeclared(live: Blocks, declared: Blocks, typeOf: TypeOfLink): Undeclared {
  const links = missing(blocksOf(live.resourceLinks), blocksOf(declared.resourceLinks));
  const found = EVERY_KIND.map(([, kind]) =>
    kind.linked === undefined ? kind.lines(live, declared) : { lines: linkLine(kind, links, typeOf), undeclarable: [] },
  );
  return {
    lines: distinctSecrets(found.flatMap(({ lines }) => lines)),
    undeclarable: [...found.flatMap(({ undeclarable }) => undeclarable), ...unknownLinks(links, typeOf)],
  };
}

/**
 * Gives each secret its own key in the configuration: `a-b` and `c` of one thing must differ from `a` and `b-c` of
 * another.
 */
function distinctSecrets(lines: string[]): string[] {
  const taken = new Set<string>();
  return lines.map((line) =>
    line.replace(REQUIRED_SECRET, (_, text: string) => {
      const key: string = JSON.parse(text);
      let own = key;
      for (let count = 2; taken.has(own); count++) {
        own = `${key}-${count}`;
      }
      taken.add(own);
      return `config.requireSecret(${JSON.stringify(own)})`;
    }),
  );
}

const REQUIRED_SECRET = /config\.requireSecret\(("(?:[^"\\]|\\.)*")\)/g;

/**
 * Links with one store at Fastly and another in the declaration. The provider cannot move links, and the program would
 * read another store's data.
 */
export function movedLinks(live: Blocks, declared: Blocks, typeOf: TypeOfLink): Undeclared {
  const wanted = blocksOf(declared.resourceLinks);
  const moved = blocksOf(live.resourceLinks).filter((link) =>
    wanted.some(({ name, resourceId }) => name === link.name && resourceId !== link.resourceId),
  );
  return linkLines(moved, typeOf);
}

/** Links as lines for the arguments, and those that no argument can declare. */
export function linkLines(links: Block[], typeOf: TypeOfLink): Undeclared {
  return {
    lines: LINKED_KINDS.flatMap(([, kind]) => linkLine(kind, links, typeOf)),
    undeclarable: unknownLinks(links, typeOf),
  };
}

/** The links to things of a kind as a line for the arguments. */
function linkLine(kind: LinkedKind, links: Block[], typeOf: TypeOfLink): string[] {
  return existingLine(
    kind,
    links.filter(({ name }) => kindOfLink(typeOf(String(name))) === kind),
  );
}

/** The line that links the existing things of one kind by their ids. */
export function existingLine(kind: LinkedKind, links: Block[]): string[] {
  const [argument = ""] = Object.keys(kind.arguments);
  return group(
    argument,
    links.map(({ name, resourceId }) => entry(name, object({ existingId: resourceId }))),
  );
}

function unknownLinks(links: Block[], typeOf: TypeOfLink): string[] {
  return links
    .map(({ name, resourceId }) => ({ name, resourceId, type: typeOf(String(name)) }))
    .filter(({ type }) => kindOfLink(type) === undefined)
    .map(
      ({ name, resourceId, type }) => `the link ${name} to ${type === undefined ? "" : `the ${type} `}${resourceId}`,
    );
}
