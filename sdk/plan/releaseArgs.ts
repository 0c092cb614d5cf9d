import type * as pulumi from "@pulumi/pulumi";

/** How a new version goes live: what is asked of it before and after, and what becomes of one that fails. */
export interface ReleaseArgs {
  /**
   * What is asked of the service once the new version is live, one after the other, after `verify`. On every `up`: also an
   * unchanged one ends well only when the service works. Default: what `verify` says, or `/` with the status 200.
   */
  checks?: ReleaseCheckArgs[];

  /**
   * What becomes of a version that fails after it went live: `reactivate` (the version that served before is made live
   * again, at once) or `keep` (it stays). The run fails in any case. Default `reactivate`.
   */
  onFailure?: OnFailure;

  /**
   * For how many seconds after an activation an answer does not count, as sites of Fastly's may still give that of the
   * version before. Default `10`, and `1` with an API on this machine.
   */
  settleSeconds?: number;
}

/** What to do with a version that went live and fails. */
export const OnFailure = {
  /** Makes the version live again that served before. */
  Reactivate: "reactivate",
  /** Leaves it live. */
  Keep: "keep",
} as const;
export type OnFailure = (typeof OnFailure)[keyof typeof OnFailure];

/** A request and what its answer has to be, or a command that has to succeed. */
export interface ReleaseCheckArgs {
  /** What it is called in messages. Default: the method and the path, or the command. */
  name?: string;
  /** The path, and query, that is asked for at the service's first domain that has no `*`. Default `/`. */
  path?: string;
  /** The method of the request. Default `GET`. */
  method?: string;
  /** The headers of the request. They may be secrets. */
  requestHeaders?: Record<string, pulumi.Input<string>>;
  /** The status that has to come. Redirects are not followed. Default `200`. */
  status?: number;
  /** The headers that have to come, with these values. Case counts in values, and not in names. */
  headers?: Record<string, string>;
  /** The text that has to be in the body. */
  bodyContains?: string;
  /**
   * What has to be in a body of JSON, by JSON pointers (RFC 6901): `{ "/status": "ok" }`. What is no text is written as JSON:
   * `{ "/ready": "true" }`.
   */
  json?: Record<string, string>;
  /** The most milliseconds until the whole answer is there. Default: any. */
  maxMilliseconds?: number;
  /**
   * A command of your own in place of the request, run by the shell in the project's directory; it passes when it exits
   * with 0. It has `RELEASE_URL`, `RELEASE_SERVICE_ID`, `RELEASE_VERSION` and `RELEASE_PHASE` (`live`) in its environment.
   */
  command?: string;
  /** For how many seconds it is tried again until it passes. Default `60`. */
  timeoutSeconds?: number;
}
