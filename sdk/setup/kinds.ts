import { ACLS } from "./acls";
import { BACKENDS } from "./backends";
import { CERTIFICATES } from "./certificates";
import { DICTIONARIES } from "./dictionaries";
import { DOMAINS } from "./domains";
import { HEALTHCHECKS } from "./healthchecks";
import { IMAGE_OPTIMIZER } from "./imageOptimizer";
import type { Kind, LinkedKind, OwnKind } from "./kind";
import { LOG_ENDPOINTS } from "./logEndpoints";
import { PRODUCTS } from "./products";
import { CONFIG_STORES, KV_STORES, SECRET_STORES } from "./stores/kinds";

/**
 * Every kind of thing that a service can have, in the order in which things are resolved, shown and printed. Code that
 * needs kinds uses this registry, and names no single kind.
 */
export const KINDS = {
  domains: DOMAINS,
  certificates: CERTIFICATES,
  backends: BACKENDS,
  healthchecks: HEALTHCHECKS,
  dictionaries: DICTIONARIES,
  configStores: CONFIG_STORES,
  kvStores: KV_STORES,
  secretStores: SECRET_STORES,
  acls: ACLS,
  logEndpoints: LOG_ENDPOINTS,
  products: PRODUCTS,
  imageOptimizer: IMAGE_OPTIMIZER,
} as const satisfies Record<string, Kind>;

export type KindName = keyof typeof KINDS;

/** The result of a kind's `resolve`. */
type ResolvedOf<K> = K extends { resolve(...given: never[]): infer Resolved } ? Resolved : never;

/** The results of all kinds, by name. */
export type Things = { [Name in KindName]: ResolvedOf<(typeof KINDS)[Name]> };

/** The arguments of all kinds. */
export type KindArguments = UnionToIntersection<
  { [Name in KindName]: Parameters<(typeof KINDS)[Name]["resolve"]>[0] }[KindName]
>;

type UnionToIntersection<U> = (U extends unknown ? (each: U) => void : never) extends (all: infer I) => void
  ? I
  : never;

/** The kinds with their names. */
export const EVERY_KIND = Object.entries(KINDS) as [KindName, Kind][];

export const OWN_KINDS = EVERY_KIND.filter((each): each is [KindName, OwnKind] => each[1].linked === undefined);

export const LINKED_KINDS = EVERY_KIND.filter((each): each is [KindName, LinkedKind] => each[1].linked !== undefined);
