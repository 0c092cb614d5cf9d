/** A situation, and a part of the problem that the check finds in it. Undefined when it finds nothing. */
export type Case = [situation: unknown, says: string | undefined];

/** The cases of checks by name: at least one with a finding, and one without. */
export type Cases = Record<string, Case[] | Promise<Case>[]>;
