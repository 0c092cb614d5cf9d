export const CREATED = 201;
export const NO_CONTENT = 204;
export const SUBSCRIPTIONS = ["tls", "subscriptions"];

/** The parts of JSON:API that are read. */
export interface Ref {
  id: string;
  type: string;
}

export interface Item extends Ref {
  attributes: Record<string, unknown>;
  relationships?: Record<string, { data?: Ref | Ref[] | null } | undefined>;
}

export interface Document<Data = Item> {
  data: Data;
  included?: Item[];
}

/** The ids in a relationship. */
export function refs(item: Item | undefined, relationship: string): string[] {
  return [item?.relationships?.[relationship]?.data ?? []].flat().map(({ id }) => id);
}

/** A time in the provider's format. */
export function seconds(time: unknown): string {
  return String(time).replace(/\.\d+Z$/, "Z");
}
