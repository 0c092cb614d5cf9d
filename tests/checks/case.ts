/** What a check says of a situation, as part of its problem; undefined when it finds nothing. */
export type Case = [situation: unknown, says: string | undefined];

/** The cases of checks, by their names: one that is found and one that is not, at least. */
export type Cases = Record<string, Case[] | Promise<Case>[]>;
