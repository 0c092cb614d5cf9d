/**
 * An object of JSON:API, the format of Fastly's TLS answers: references to other objects, by the name of the
 * relationship.
 */
export interface Related {
  relationships?: Record<string, { data?: { id: string } | { id: string }[] | null } | undefined> | null;
}

/** The ids in a relationship, which has one reference or several. */
export function relatedIds(item: Related | null | undefined, relationship: string): string[] {
  return [item?.relationships?.[relationship]?.data ?? []].flat().map(({ id }) => String(id));
}
