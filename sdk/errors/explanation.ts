/** The effect of a remedy on a resource. While the resource is protected, the engine refuses all three. */
export type Effect = "forget" | "refresh-target" | "replace";

/** The words of one error. */
export interface Words {
  /** What failed, with file, line and key where there are any. Without a full stop. */
  problem: string;
  /** The remedy: a command, a line to paste, or an argument to set. */
  remedy: string;
  /** The effect of the remedy on a resource. Undefined without one. */
  effect?: Effect;
}

declare const fromCatalogue: unique symbol;

/**
 * The words of one error or finding. Only a catalogue makes them, so each has a code and an entry in the documentation.
 */
export interface Explanation extends Words {
  code: string;
  /** The values in the words, by name. */
  facts: object;
  readonly [fromCatalogue]: true;
}

/** One error. Its words are in this place only. */
export interface Definition<Facts> {
  /** What happened, in general: one sentence. */
  what: string;
  /** Why it happens, or why it is refused: one or two sentences. */
  why: string;
  /**
   * Example facts for the documentation: one set for each form of the words. No examples for an error without facts.
   */
  examples?: readonly [NoInfer<Facts>, ...NoInfer<Facts>[]];
  explain(facts: Facts): Words;
}
