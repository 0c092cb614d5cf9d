import type * as pulumi from "@pulumi/pulumi";
import type { OriginArgs } from "../setup/backendArgs";

/** How a new version goes live: what is asked of it before and after, and what becomes of one that fails. */
export interface ReleaseArgs {
  /**
   * What is asked of the service once the new version is live, one after the other, after `verify`. On every `up`: also an
   * unchanged one ends well only when the service works. Default: what `verify` says, or `/` with the status 200.
   */
  checks?: ReleaseCheckArgs[];

  /**
   * What happens before the new version goes live: it is put on Fastly's staging network, and checked there. One that fails
   * never goes live. The first version of a service is not staged, as nothing serves so far. Default: nothing.
   */
  before?: ReleaseStagingArgs;

  /**
   * For how long Fastly's real-time statistics are watched once the checks have passed, and what they may be. Only when a
   * version goes live, and not on an unchanged `up`. Default: not at all.
   */
  after?: ReleaseWatchArgs;

  /**
   * Part of the requests for the new version: always refused, as Fastly makes one version of a service live for all. The
   * error and the guide say what to do instead, for each way of choosing requests. Default: none.
   */
  canary?: ReleaseCanaryArgs;

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

/** Which requests a canary would get. A release with either is refused. */
export interface ReleaseCanaryArgs {
  /** Those that have this header. What comes closest is `before`. */
  header?: string;
  /** So many of a hundred. A second service can have them, when the program sends them there. */
  percent?: number;
}

/**
 * How a version is checked on the staging network. It is the version that goes live, with its backends and stores. With
 * other ones it is a copy of that version, which has these and never goes live.
 */
export interface ReleaseStagingArgs {
  /** What is asked of it there. Default: the checks of the release. */
  checks?: ReleaseCheckArgs[];
  /**
   * What backends are there, by their names: laid over the settings that they have, one by one. A default goes by the
   * address and the port that are given here. Default: as they are.
   */
  backends?: Record<string, OriginArgs>;
  /**
   * What the program opens there in place of stores and access control lists, by the names that it opens them by. Nothing
   * is written into these. Default: the service's own, which the staging network shares.
   */
  stores?: Record<string, ReleaseStoreArgs>;
}

/** A store or an access control list for the staging network, that somebody else makes and fills. */
export interface ReleaseStoreArgs {
  /** Its id. Not together with `existingName`. */
  existingId?: pulumi.Input<string>;
  /** Its name at Fastly, where it has to be there. Not together with `existingId`. */
  existingName?: string;
}

/** What the statistics of a version that went live may be, over the time since then. */
export interface ReleaseWatchArgs {
  /** For how many seconds. Default `60`. */
  seconds?: number;
  /** The most answers of 500 and above, of a hundred. Default `5`. */
  maxErrorPercent?: number;
  /** The most milliseconds that an answer takes on average. Default: any. */
  maxMilliseconds?: number;
  /** The fewest requests a second, of a hundred in the two minutes before. Default: any. */
  minRatePercent?: number;
  /** With how many requests errors and time begin to count. Default `20`. */
  minRequests?: number;
}

/** What to do with a version that went live and fails. */
export const OnFailure = {
  /** Makes the version live again that served before. */
  Reactivate: "reactivate",
  /** Leaves it live. */
  Keep: "keep",
} as const;
export type OnFailure = (typeof OnFailure)[keyof typeof OnFailure];

/** A request and what its answer has to be, or a command or function that has to succeed. */
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
   * with 0. Its environment has `RELEASE_URL`, `RELEASE_SERVICE_ID`, `RELEASE_VERSION` and `RELEASE_PHASE`
   * (`staging` or `live`). On staging it has `RELEASE_ADDRESS` too: where to connect to in place of the name in the URL.
   */
  command?: string;
  /**
   * A function of the program's own in place of the request: its name among the `checkFunctions` of the resource options.
   * Only programs in TypeScript and JavaScript have these.
   */
  functionName?: string;
  /** For how many seconds it is tried again until it passes. Default `60`. */
  timeoutSeconds?: number;
}
