/** A problem of an argument, apart from its type. */
export interface Problem {
  /** The place of the argument: `release.checks[0].path`. */
  path: string;
  /** The problem, worded to follow the place. */
  why: string;
}
