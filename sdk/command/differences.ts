import { LINK } from "../setup/kind";
import { OWN_KINDS } from "../setup/kinds";
import { type Block, type Blocks, blocksOf } from "../setup/lines";
import { ENCRYPTED } from "./exported";

/** One difference between two descriptions of a service. */
export interface Difference {
  /** `backend`. */
  kind: string;
  name: string;
  /** `added` and `missing` are about the second description, such as the live service. */
  what: "added" | "missing" | "changed";
  /** The settings that differ: their names only, as values may be secret. */
  settings: string[];
  /** The same as a text, as an error of a run words it. */
  text: string;
}

/** Properties that are the provider's own, or signs of Pulumi's bridge. */
const NO_SETTINGS = ["name", "forceDestroy", "dictionaryId", "linkId"];

const KINDS: [property: string, noun: string][] = [
  ...OWN_KINDS.flatMap(([, { noun, places }]) => places.map(({ property }): [string, string] => [property, noun])),
  ["resourceLinks", LINK],
];

const SINGLES = OWN_KINDS.flatMap(([, { noun, single }]) => (single === undefined ? [] : [{ noun, ...single }]));

/** The properties that are encrypted as a whole, so that nothing in them can be compared. */
export function encryptedIn(blocks: Record<string, unknown>): string[] {
  const properties = [...KINDS.map(([property]) => property), ...SINGLES.map(({ property }) => property)];
  return properties.filter((each) => blocks[each] === ENCRYPTED);
}

/** The differences of `other` from `known`, block by block and setting by setting. */
export function differencesOf(known: Blocks, other: Blocks): Difference[] {
  const ofBlocks = KINDS.flatMap(([property, noun]) =>
    compared(noun, blocksOf(known[property]), blocksOf(other[property])),
  );
  const ofSingles = SINGLES.flatMap(({ noun, property, things }) => {
    const before = things(known[property]);
    // Undeclared settings stay as they are, so they are no difference.
    return before === undefined ? [] : compared(noun, before, things(other[property]) ?? []);
  });
  return [...ofBlocks, ...ofSingles];
}

function compared(kind: string, known: Block[], other: Block[]): Difference[] {
  const without = (list: Block[], others: Block[]) =>
    list.filter(({ name }) => !others.some((each) => each.name === name));
  const changed = known.flatMap((block) => {
    const now = other.find(({ name }) => name === block.name);
    const settings = now === undefined ? [] : differingSettings(block, now);
    return settings.length === 0 ? [] : [difference(kind, block.name, "changed", settings)];
  });
  return [
    ...without(known, other).map(({ name }) => difference(kind, name, "missing")),
    ...without(other, known).map(({ name }) => difference(kind, name, "added")),
    ...changed,
  ];
}

function difference(kind: string, name: unknown, what: Difference["what"], settings: string[] = []): Difference {
  const thing = `the ${kind} ${String(name)}`;
  const text = {
    missing: `${thing} is missing`,
    added: `${thing} exists only at Fastly`,
    changed: `${thing} has another ${settings.join(", ")}`,
  }[what];
  return { kind, name: String(name), what, settings, text };
}

/** The provider treats an empty text, 0 and false as not set. An encrypted value may be the same. */
function differingSettings(known: Record<string, unknown>, other: Record<string, unknown>): string[] {
  const settings = [...new Set([...Object.keys(known), ...Object.keys(other)])];
  return settings.filter((setting) => {
    const [a, b] = [known[setting], other[setting]];
    const isCompared =
      !NO_SETTINGS.includes(setting) && !setting.startsWith("__") && a !== ENCRYPTED && b !== ENCRYPTED;
    return isCompared && JSON.stringify(orNothing(a)) !== JSON.stringify(orNothing(b));
  });
}

function orNothing(value: unknown): unknown {
  const isEmpty = Array.isArray(value) && value.length === 0;
  return value === "" || value === 0 || value === false || value === -1 || value === null || isEmpty
    ? undefined
    : value;
}
