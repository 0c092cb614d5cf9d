/** An object of JSON:API, which Fastly's TLS answers are: what it refers to, by the name of the relationship. */
export interface Related {
  relationships?: Record<string, { data?: { id: string } | { id: string }[] | null } | undefined> | null;
}

/** The ids of all that it refers to by a relationship, which is to one thing or to several. */
export function relatedIds(item: Related | null | undefined, relationship: string): string[] {
  return [item?.relationships?.[relationship]?.data ?? []].flat().map(({ id }) => String(id));
}
