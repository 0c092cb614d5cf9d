import type * as pulumi from "@pulumi/pulumi";
import type { OriginArgs } from "../setup/backendArgs";

/** How a new version goes live: its checks before and after, and what happens when it fails. */
export interface ReleaseArgs {
  /**
   * The checks once the new version is live, one after the other, after `verify`. They run on every `up`: an unchanged
   * `up` succeeds only when the service works. Default: what `verify` says, or `/` with the status 200.
   */
  checks?: ReleaseCheckArgs[];

  /**
   * What happens before the new version goes live: it is put on Fastly's staging network and checked there. A version
   * that fails there never goes live. The first version of a service is not staged, as nothing serves requests yet.
   * Default: nothing.
   */
  before?: ReleaseStagingArgs;

  /**
   * For how long to watch Fastly's real-time statistics once the checks have passed, and their limits. Only when a
   * version goes live, and not on an unchanged `up`. Default: no watch.
   */
  after?: ReleaseWatchArgs;

  /**
   * A part of the requests for the new version. Always refused: Fastly makes one version of a service live for all. The
   * error and the guide name the alternative for each way of choosing requests. Default: none.
   */
  canary?: ReleaseCanaryArgs;

  /**
   * What happens to a version that fails after it went live. `reactivate` makes the version before it live again, at
   * once. `keep` leaves it live. The run fails in any case. Default `reactivate`.
   */
  onFailure?: OnFailure;

  /**
   * For how many seconds after an activation no answer counts: some of Fastly's sites may still answer with the version
   * before. Default `10`, and `1` with an API on this machine.
   */
  settleSeconds?: number;
}

/** The requests that a canary would get. A release with either setting is refused. */
export interface ReleaseCanaryArgs {
  /** Requests with this header. `before` comes closest to this. */
  header?: string;
  /** A percentage of all requests. A second service can have them, when the program sends them there. */
  percent?: number;
}

/**
 * How a version is checked on the staging network. Without `backends` and `stores` it is the version that goes live.
 * With them it is a copy of that version that has these, and that never goes live.
 */
export interface ReleaseStagingArgs {
  /** The checks on the staging network. Default: the checks of the release. */
  checks?: ReleaseCheckArgs[];
  /**
   * Settings of backends on the staging network, by the backends' names. They override the backends' own settings, one
   * by one. A default depends on the address and port given here. Default: the backends' own settings.
   */
  backends?: Record<string, OriginArgs>;
  /**
   * Stores and access control lists that the program opens on the staging network instead, by the names that it opens.
   * Nothing is written into these. Default: the service's own, which the staging network shares.
   */
  stores?: Record<string, ReleaseStoreArgs>;
}

/** A store or an access control list for the staging network, made and filled elsewhere. */
export interface ReleaseStoreArgs {
  /** The id. Not together with `existingName`. */
  existingId?: pulumi.Input<string>;
  /** The name at Fastly. It must exist there. Not together with `existingId`. */
  existingName?: string;
}

/** Limits for the statistics of a version since it went live. */
export interface ReleaseWatchArgs {
  /** How many seconds to watch. Default `60`. */
  seconds?: number;
  /** The highest percentage of answers with status 500 and above. Default `5`. */
  maxErrorPercent?: number;
  /** The longest average time of an answer, in milliseconds. Default: any. */
  maxMilliseconds?: number;
  /** The lowest request rate, as a percentage of the rate in the two minutes before. Default: any. */
  minRatePercent?: number;
  /** The number of requests from which errors and time count. Default `20`. */
  minRequests?: number;
}

/** What to do with a version that went live and fails. */
export const OnFailure = {
  /** Makes the version live again that served requests before. */
  Reactivate: "reactivate",
  /** Leaves the version live. */
  Keep: "keep",
} as const;
export type OnFailure = (typeof OnFailure)[keyof typeof OnFailure];

/** A request with the expected answer, or a command or function that must succeed. */
export interface ReleaseCheckArgs {
  /** The name of the check in messages. Default: the method and the path, or the command. */
  name?: string;
  /** The path and query to request from the service's first domain without a `*`. Default `/`. */
  path?: string;
  /** The method of the request. Default `GET`. */
  method?: string;
  /** The headers of the request. Their values may be secrets. */
  requestHeaders?: Record<string, pulumi.Input<string>>;
  /** The expected status. Redirects are not followed. Default `200`. */
  status?: number;
  /** The expected headers with their values. Case matters in values, and not in names. */
  headers?: Record<string, string>;
  /** A text that the body must contain. */
  bodyContains?: string;
  /**
   * The expected values in a JSON body, by JSON pointers (RFC 6901): `{ "/status": "ok" }`. Write a value that is not a
   * string as JSON: `{ "/ready": "true" }`.
   */
  json?: Record<string, string>;
  /** The longest time until the whole answer has arrived, in milliseconds. Default: any. */
  maxMilliseconds?: number;
  /**
   * A command of your own instead of a request. The shell runs it in the directory of `fastly.toml`. The check passes
   * when the command exits with 0. Its environment has `RELEASE_URL`, `RELEASE_SERVICE_ID`, `RELEASE_VERSION` and
   * `RELEASE_PHASE` (`staging` or `live`). On staging it also has `RELEASE_ADDRESS`: the address to connect to, instead
   * of the name in the URL.
   */
  command?: string;
  /**
   * A function of the program instead of a request: its name in the resource option `checkFunctions`. Only programs in
   * TypeScript and JavaScript have these.
   */
  functionName?: string;
  /** How many seconds to repeat the check until it passes. Default `60`. */
  timeoutSeconds?: number;
}
