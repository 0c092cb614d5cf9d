/** A file's state by its name, as in `Sources`. */
type States = Record<string, string>;

/** The known outputs of builds that git does not ignore. */
export interface Writes {
  /** States in which builds have left their own files. Such a file is no source as long as nobody edits it. */
  own: Record<string, string[]>;
  /**
   * Files that changed while the last build ran: by the build, or by somebody else. With its result and the fingerprint
   * of all other files.
   */
  suspects?: { states: States; wasm: string; rest: string };
}

export const noWrites: Writes = { own: {} };

/** Enough for the outputs of all kept results. */
const statesPerFile = 20;

/** Whether a build has written the file in this state. */
export function isOwn({ own }: Writes, name: string, state: string): boolean {
  return own[name]?.includes(state) ?? false;
}

/** The observations of one build. */
export interface Observation {
  before: ReadonlyMap<string, string>;
  after: ReadonlyMap<string, string>;
  /** Whether git or the script itself says that the build writes the file. */
  isDeclared(name: string): boolean;
  wasm: string;
  /** The fingerprint before the build, of all files but these. */
  restWithout(names: ReadonlySet<string>): string;
}

/**
 * Learns from a build. A file that changed while it ran was written by the build, or edited by somebody. In the second
 * case the result may be of either state, and must not be kept. The file is known to be the build's own when
 *
 * - git ignores it, or the script appends to it: `isDeclared`;
 * - it was in a state in which a build had left it;
 * - the next build, with nothing else changed, changed it again, or came to the same result.
 *
 * @returns the files that changed as well, and the suspects among them, which stay unexplained
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
