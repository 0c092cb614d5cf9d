/** What a remedy does to a resource. The engine refuses all three while the resource is protected. */
export type Deed = "forget" | "refresh-target" | "replace";

/** The words of one error. */
export interface Words {
  /** What failed, naming file, line and key where there are any; without a full stop. */
  problem: string;
  /** What to do: a command, a line to paste, an argument to set. */
  remedy: string;
  /** What the remedy does to a resource, when it does something to one. */
  does?: Deed;
}

declare const fromCatalogue: unique symbol;

/** What is told of one error or finding. Only a catalogue makes it, so that each has a code, and an entry in the documentation. */
export interface Told extends Words {
  code: string;
  /** What this time the words are about, by name. */
  facts: object;
  readonly [fromCatalogue]: true;
}

/** One error: the only place that has words for it. */
export interface Definition<Facts> {
  /** What happened, in general: one sentence. */
  what: string;
  /** Why it happens, or why it is refused: one or two sentences. */
  why: string;
  /** Facts for the documentation: one set for each form that the words can take. Without facts there are none. */
  examples?: readonly [NoInfer<Facts>, ...NoInfer<Facts>[]];
  tell(facts: Facts): Words;
}
