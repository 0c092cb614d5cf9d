/** A file's state by its name, as in `Sources`. */
type States = Record<string, string>;

/** What is known of the files that builds write although git does not ignore them. */
export interface Writes {
  /** States in which builds have left files that are theirs. Such a file is no source as long as nobody edits it. */
  own: Record<string, string[]>;
  /** What the last build changed, or somebody else while it ran; its result, and the fingerprint of all the rest. */
  suspects?: { states: States; wasm: string; rest: string };
}

export const noWrites: Writes = { own: {} };

/** Enough for the outputs of the results that are kept. */
const statesPerFile = 20;

/** Whether the file in this state is what a build has written. */
export function isOwn({ own }: Writes, name: string, state: string): boolean {
  return own[name]?.includes(state) ?? false;
}

/** What a build has seen and done. */
export interface Observation {
  before: ReadonlyMap<string, string>;
  after: ReadonlyMap<string, string>;
  /** Whether the file is written by the build as far as git, or the script itself, says. */
  isDeclared(name: string): boolean;
  wasm: string;
  /** The fingerprint, before the build, of all files but some. */
  restWithout(names: ReadonlySet<string>): string;
}

/**
 * What is known after a build. A file that changed meanwhile was written by the build or edited by somebody: then the
 * result may be of either state, and it must not be remembered. It is known to be the build's own when
 * - git ignores it, or the script appends to it: `isDeclared`;
 * - it was in a state that a build had left it in;
 * - the next build, with nothing else changed, changed it again, or came to the same result.
 *
 * @returns the files that changed as well, and the suspects among them: those that stay unexplained
 */
export function learn(known: Writes, build: Observation): { writes: Writes; changed: string[]; suspects: string[] } {
  const { before, after, wasm } = build;
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
    (name) => before.get(name) !== after.get(name),
  );
  const last = known.suspects;
  const lastNames = new Set(Object.keys(last?.states ?? {}));
  const isSecond =
    last !== undefined &&
    [...lastNames].every((name) => last.states[name] === (before.get(name) ?? "")) &&
    last.rest === build.restWithout(lastNames);
  const proven = new Set([...lastNames].filter((name) => isSecond && (last?.wasm === wasm || changed.includes(name))));
  const own = { ...known.own };
  const keep = (name: string, state: string | undefined) => {
    if (state !== undefined) {
      own[name] = [...new Set([...(own[name] ?? []), state])].slice(-statesPerFile);
    }
  };
  for (const name of proven) {
    keep(name, before.get(name));
  }
  const suspects: string[] = [];
  for (const name of changed) {
    const state = before.get(name);
    if (proven.has(name) || build.isDeclared(name) || (state !== undefined && isOwn(known, name, state))) {
      keep(name, after.get(name));
    } else {
      suspects.push(name);
    }
  }
  const states = Object.fromEntries(suspects.map((name) => [name, after.get(name) ?? ""]));
  const rest = suspects.length === 0 ? "" : build.restWithout(new Set(suspects));
  return { writes: { own, ...(suspects.length > 0 && { suspects: { states, wasm, rest } }) }, changed, suspects };
}
